import { useMemo, useState } from "react";
import { fieldFault } from "../api/apiError";
import type { Command } from "../api/resources";
import { ArgField } from "./ArgField";
import { argsOf, faultsOf, fieldsOf, isShown, valuesOf, type FormField, type Values } from "./schemaForm";

export interface ArgsForm {
  fields: readonly FormField[];
  values: Values;
  faults: Record<string, string>;
  /** What the API calls them. */
  names: string[];
  /** Whether somebody typed anything. */
  isTouched: boolean;
  set: (name: string, value: string | boolean) => void;
  /** Whether it can be sent; else the fields say what is wrong. */
  check: () => boolean;
  make: () => Record<string, unknown>;
}

/** The arguments of a kind as they are typed, beginning with what is given. */
export function useArgs(command: Command | undefined, given: Record<string, unknown>): ArgsForm {
  const fields = useMemo(() => (command ? fieldsOf(command.args) : []), [command]);
  const [typed, setTyped] = useState<{ kind: string | undefined; values: Values }>({ kind: undefined, values: {} });
  const [faults, setFaults] = useState<Record<string, string>>({});
  // What was typed for another kind is none of this one's.
  const own = typed.kind === command?.kind ? typed.values : {};
  const values = { ...valuesOf(fields, given), ...own };
  return {
    fields,
    values,
    faults,
    names: fields.map((field) => `args.${field.name}`),
    isTouched: Object.keys(own).length > 0,
    set: (name, value) => setTyped({ kind: command?.kind, values: { ...own, [name]: value } }),
    check: () => {
      const found = faultsOf(fields, values);
      setFaults(found);
      return Object.keys(found).length === 0;
    },
    make: () => argsOf(fields, values),
  };
}

/** The inputs of the arguments of a kind. */
export function ArgFields({ args, error }: { args: ArgsForm; error: unknown }) {
  return (
    <>
      {args.fields
        .filter((field) => isShown(field, args.values))
        .map((field) => (
          <ArgField
            key={field.name}
            field={field}
            value={args.values[field.name]}
            fault={args.faults[field.name] ?? fieldFault(error, `args.${field.name}`)}
            onChange={(value) => args.set(field.name, value)}
          />
        ))}
      {args.fields.length === 0 && <p className="muted">It takes no arguments.</p>}
    </>
  );
}
