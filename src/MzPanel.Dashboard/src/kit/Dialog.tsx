import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { useCallback, useRef, useState, type FormEvent, type ReactNode } from "react";
import { Button, IconButton } from "./Button";
import { TextField } from "./Field";
import { Problem } from "./Problem";
import "./dialog.css";

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
}

export function Dialog({ open, onClose, title, children }: DialogProps) {
  const opener = useOpener(open);
  return (
    <Base.Root open={open} onOpenChange={(now) => !now && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="dialog-backdrop" />
        <Base.Popup className="dialog" finalFocus={opener}>
          <header>
            <Base.Title className="dialog-title">{title}</Base.Title>
            <Base.Close render={<IconButton label="Close" icon={<X />} />} />
          </header>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** Where the focus goes when it closes. It is looked up before anything of the dialog is there: a field of it may take the focus as it comes. */
function useOpener(open: boolean): () => HTMLElement | null {
  const opener = useRef<HTMLElement | null>(null);
  const wasOpen = useRef(false);
  if (open !== wasOpen.current) {
    wasOpen.current = open;
    if (open) opener.current = openerOf(document.activeElement);
  }
  return useCallback(() => opener.current, []);
}

// A menu is gone by then, and its button is not.
function openerOf(active: Element | null): HTMLElement | null {
  const button = active?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  return button ? document.getElementById(button) : active instanceof HTMLElement ? active : null;
}

interface ConfirmProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** What will happen, and what will not. */
  children: ReactNode;
  /** Must be typed, where the deed cannot be taken back. */
  name?: string;
  action: string;
  /** `true` closes it. */
  onConfirm: () => Promise<unknown>;
}

/** Asks before something is taken away. */
export function Confirm({ open, onClose, title, children, name, action, onConfirm }: ConfirmProps) {
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      {open && (
        <ConfirmForm onClose={onClose} name={name} action={action} onConfirm={onConfirm}>
          {children}
        </ConfirmForm>
      )}
    </Dialog>
  );
}

function ConfirmForm({ onClose, children, name, action, onConfirm }: Omit<ConfirmProps, "open" | "title">) {
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      onClose();
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="stack" onSubmit={submit}>
      <div className="dialog-text">{children}</div>
      {name && <TextField label={`Type “${name}” to confirm`} value={typed} onChange={(e) => setTyped(e.target.value)} autoComplete="off" autoFocus />}
      <Problem error={error} />
      <div className="row end">
        <Button onClick={onClose}>Keep it</Button>
        <Button type="submit" look="danger" busy={busy} disabled={name !== undefined && typed !== name}>
          {action}
        </Button>
      </div>
    </form>
  );
}
