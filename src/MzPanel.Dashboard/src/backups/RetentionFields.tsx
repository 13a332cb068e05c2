import { fieldFault } from "../api/apiError";
import { TextField } from "../kit/Field";
import "./backups.css";

/** What can be kept, and what usually is. */
export const RETENTION = [
  ["last", "Newest ones", undefined],
  ["daily", "Days", 7],
  ["weekly", "Weeks", 4],
  ["monthly", "Months", 6],
] as const;

/** How many snapshots of a plan are kept. */
export function RetentionFields({ kept, error, onChange }: { kept: Record<string, string>; error: unknown; onChange: (kept: Record<string, string>) => void }) {
  return (
    <fieldset className="retention">
      <legend>What is kept</legend>
      <div>
        {RETENTION.map(([name, label]) => (
          <TextField key={name} label={label} inputMode="numeric" fault={fieldFault(error, `retention.${name}`)} value={kept[name] ?? ""} onChange={(e) => onChange({ ...kept, [name]: e.target.value })} autoComplete="off" />
        ))}
      </div>
      <p className="hint">The newest snapshots, and the newest one of so many days, weeks and months. Everything, where nothing is said.</p>
    </fieldset>
  );
}
