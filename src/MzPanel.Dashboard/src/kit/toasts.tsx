import { Toast } from "@base-ui/react/toast";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "./Button";
import "./toasts.css";

const manager = Toast.createToastManager();

/** Says briefly that something was done. What went wrong stays where it was asked for instead. */
export function say(title: string): void {
  manager.add({ title, timeout: 4_000 });
}

export function Toasts({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider toastManager={manager}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="toasts">
          <Shown />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Shown() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="toast">
      <Toast.Title className="toast-title" />
      <Toast.Close render={<IconButton label="Dismiss" icon={<X />} />} />
    </Toast.Root>
  ));
}
