import { Button } from "../kit/Button";
import { Field, TextField } from "../kit/Field";

const OFTEN = [
  ["0 * * * *", "Every hour"],
  ["0 3 * * *", "Every day at 3:00"],
  ["0 3 * * 1", "Every Monday at 3:00"],
  ["0 3 1 * *", "Each first of the month"],
] as const;

const ZONES = Intl.supportedValuesOf("timeZone");

interface ClockFieldProps {
  value: string;
  fault: string | undefined;
  onChange: (value: string) => void;
}

/** A cron expression, and those that one often wants. */
export function CronField({ value, fault, onChange }: ClockFieldProps) {
  return (
    <>
      <TextField
        label="When"
        className="mono"
        hint="Minute, hour, day of the month, month, day of the week."
        fault={fault}
        value={value}
        onChange={(e) => onChange(e.target.value)}
        autoComplete="off"
        spellCheck={false}
      />
      <div className="row wrap" role="group" aria-label="Often wanted">
        {OFTEN.map(([cron, text]) => (
          <Button key={cron} small aria-pressed={value === cron} onClick={() => onChange(cron)}>
            {text}
          </Button>
        ))}
      </div>
    </>
  );
}

export function ZoneField({ value, fault, onChange }: ClockFieldProps) {
  return (
    <Field label="Time zone" fault={fault}>
      {(bound) => (
        <>
          <input {...bound} className="input" list="zones" value={value} onChange={(e) => onChange(e.target.value)} autoComplete="off" />
          <datalist id="zones">
            {ZONES.map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
