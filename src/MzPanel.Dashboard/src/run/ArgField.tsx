import { CheckField, SelectField, TextArea, TextField } from "../kit/Field";
import type { FormField } from "./schemaForm";

interface ArgFieldProps {
  field: FormField;
  value: string | boolean | undefined;
  fault: string | undefined;
  onChange: (value: string | boolean) => void;
}

/** The input of one argument. */
export function ArgField({ field, value, fault, onChange }: ArgFieldProps) {
  const around = { label: field.label, hint: hintOf(field), fault, optional: !field.required };
  const text = typeof value === "string" ? value : "";
  if (field.type === "flag") return <CheckField label={field.label} hint={field.hint} checked={value === true} onChange={(e) => onChange(e.target.checked)} />;
  if (field.type === "choice")
    return (
      <SelectField {...around} value={text} onChange={(e) => onChange(e.target.value)}>
        <option value="" disabled={field.required}>
          {field.required ? "Choose …" : "As usual"}
        </option>
        {field.options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </SelectField>
    );
  if (field.type === "number")
    return <TextField {...around} inputMode="numeric" value={text} onChange={(e) => onChange(e.target.value)} />;
  if (field.type === "lines" || field.type === "list" || field.type === "map")
    return <TextArea {...around} rows={field.type === "lines" ? 6 : 3} autoComplete="off" value={text} onChange={(e) => onChange(e.target.value)} />;
  return <TextField {...around} className="mono" type={field.secret ? "password" : "text"} autoComplete="off" spellCheck={false} value={text} onChange={(e) => onChange(e.target.value)} />;
}

function hintOf(field: FormField): string {
  const how = field.type === "list" ? " One a line." : field.type === "map" ? " NAME=value, one a line." : "";
  const secret = field.secret ? " Kept secret: sealed in the records, masked in the log." : "";
  return field.hint + how + secret;
}
