import type { FormEvent, ReactNode } from "react";
import { Button } from "../kit/Button";
import { Problem } from "../kit/Problem";
import icon from "../style/icon.svg";
import "./door.css";

interface DoorProps {
  title: string;
  about?: ReactNode;
  children?: ReactNode;
  action?: string;
  busy?: boolean;
  error?: unknown;
  /** Fields that show their own faults. */
  shown?: readonly string[];
  onSubmit?: () => void;
  below?: ReactNode;
}

/** The pages before one is in: one card, one thing to do. */
export function Door({ title, about, children, action, busy, error, shown, onSubmit, below }: DoorProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit?.();
  };
  return (
    <main className="door">
      <div className="door-mark">
        <img src={icon} alt="" width={32} height={32} />
        <span>MzPanel</span>
      </div>
      <form className="door-card" onSubmit={submit} noValidate>
        <div>
          <h1>{title}</h1>
          {about && <div className="door-about">{about}</div>}
        </div>
        {children}
        <Problem error={error} shown={shown ?? []} />
        {action && (
          <Button type="submit" look="primary" busy={busy}>
            {action}
          </Button>
        )}
      </form>
      {below && <p className="door-below">{below}</p>}
    </main>
  );
}
