import { Toast } from "@base-ui/react/toast";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { ApiError } from "../api/apiError";
import { IconButton } from "./Button";
import "./problem.css";
import "./toasts.css";

const manager = Toast.createToastManager();

/** Says briefly that something was done. What went wrong stays where it was asked for instead. */
export function say(title: string): void {
  manager.add({ title, timeout: 4_000 });
}

/** Says what went wrong with something that has no form to say it in, with the id under which the control plane's log has it. */
export function sayProblem(title: string, error: unknown): void {
  const requestId = error instanceof ApiError ? error.requestId : null;
  const description = (
    <>
      {error instanceof Error ? error.message : String(error)}
      {requestId && <span className="problem-id">Request {requestId}</span>}
    </>
  );
  // It stays until somebody has read it.
  manager.add({ title, description, priority: "high", timeout: 0 });
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
      <div className="grow">
        <Toast.Title className="toast-title" />
        <Toast.Description className="toast-about" render={<div />} />
      </div>
      <Toast.Close render={<IconButton label="Dismiss" icon={<X />} />} />
    </Toast.Root>
  ));
}
