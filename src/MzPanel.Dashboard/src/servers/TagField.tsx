import type { Server } from "../api/resources";
import { Field } from "../kit/Field";

interface TagFieldProps {
  servers: readonly Server[] | undefined;
  hint: string;
  value: string;
  fault: string | undefined;
  onChange: (tag: string) => void;
}

/** A tag: one of those that servers have, or one that they will have. */
export function TagField({ servers, hint, value, fault, onChange }: TagFieldProps) {
  const tags = [...new Set(servers?.flatMap((server) => server.tags))].sort();
  const having = servers?.filter((server) => server.tags.includes(value)).length ?? 0;
  return (
    <Field label="Tag" fault={fault} hint={value && servers ? `${having} ${having === 1 ? "server has" : "servers have"} it. ${hint}` : hint}>
      {(bound) => (
        <>
          <input {...bound} className="input" list="tags" value={value} onChange={(e) => onChange(e.target.value)} autoComplete="off" />
          <datalist id="tags">
            {tags.map((tag) => (
              <option key={tag} value={tag} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
