import { useId, type ComponentProps, type ReactNode } from "react";
import "./field.css";

interface Around {
  label: string;
  hint?: ReactNode;
  fault?: string | undefined;
  optional?: boolean;
}

interface Bound {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

/** A label, its input, what helps and what is wrong, tied together for those who hear the page. */
export function Field({ label, hint, fault, optional, children }: Around & { children: (bound: Bound) => ReactNode }) {
  const id = useId();
  const about = fault ? `${id}-fault` : hint ? `${id}-hint` : undefined;
  return (
    <div className="field">
      <label htmlFor={id}>
        {label} {optional && <span className="optional">optional</span>}
      </label>
      {children({ id, "aria-describedby": about, "aria-invalid": fault ? true : undefined })}
      {fault ? (
        <p className="fault" id={`${id}-fault`}>
          {fault}
        </p>
      ) : (
        hint && (
          <p className="hint" id={`${id}-hint`}>
            {hint}
          </p>
        )
      )}
    </div>
  );
}

type Own<Tag extends "input" | "textarea" | "select"> = Around & Omit<ComponentProps<Tag>, keyof Around>;

export function TextField({ label, hint, fault, optional, ...input }: Own<"input">) {
  return (
    <Field label={label} hint={hint} fault={fault} optional={optional}>
      {(bound) => <input type="text" {...input} {...bound} className={`input ${input.className ?? ""}`} />}
    </Field>
  );
}

export function TextArea({ label, hint, fault, optional, ...input }: Own<"textarea">) {
  return (
    <Field label={label} hint={hint} fault={fault} optional={optional}>
      {(bound) => <textarea rows={4} spellCheck={false} {...input} {...bound} className={`input ${input.className ?? ""}`} />}
    </Field>
  );
}

export function SelectField({ label, hint, fault, optional, children, ...input }: Own<"select">) {
  return (
    <Field label={label} hint={hint} fault={fault} optional={optional}>
      {(bound) => (
        <select {...input} {...bound} className="input">
          {children}
        </select>
      )}
    </Field>
  );
}

export function CheckField({ label, hint, ...input }: { label: string; hint?: ReactNode } & ComponentProps<"input">) {
  const id = useId();
  return (
    <div className="check">
      <input type="checkbox" {...input} id={id} aria-describedby={hint ? `${id}-hint` : undefined} />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint && (
          <p className="hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
