import { fieldFault } from "../api/apiError";
import { TextField } from "../kit/Field";
import { CONFIG } from "./backups";

/** Where a destination is. */
export function ConfigFields({ type, typed, error, onChange }: { type: string; typed: Readonly<Record<string, string>>; error: unknown; onChange: (typed: Record<string, string>) => void }) {
  return (CONFIG[type] ?? []).map(({ name, label, hint, placeholder, optional }) => (
    <TextField
      key={name}
      label={label}
      className="mono"
      hint={hint}
      placeholder={placeholder}
      optional={optional}
      fault={fieldFault(error, `config.${name}`)}
      value={typed[name] ?? ""}
      onChange={(e) => onChange({ ...typed, [name]: e.target.value })}
      inputMode={name === "port" ? "numeric" : undefined}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
    />
  ));
}

export const configNames = (type: string) => (CONFIG[type] ?? []).map(({ name }) => `config.${name}`);
