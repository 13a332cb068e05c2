/** A form out of the JSON Schema of a kind's arguments: what `GET /v1/commands` uses of it, and nothing besides. */

export type FieldType = "text" | "lines" | "number" | "flag" | "choice" | "list" | "map";

export interface FormField {
  name: string;
  type: FieldType;
  label: string;
  hint: string;
  required: boolean;
  secret: boolean;
  options: string[];
  pattern?: string;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  /** Is there only where another field has one of these values. */
  only?: { name: string; values: string[] };
}

/** What stands in the inputs: text as typed, and whether a box is ticked. */
export type Values = Record<string, string | boolean>;

interface Schema {
  type?: string;
  description?: string;
  properties?: Record<string, Schema | false>;
  required?: string[];
  enum?: string[];
  pattern?: string;
  not?: { pattern?: string };
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  maxProperties?: number;
  writeOnly?: boolean;
  items?: Schema;
  additionalProperties?: Schema | false;
  allOf?: Conditional[];
}

interface Conditional {
  if: { properties: Record<string, Schema> };
  then?: { required?: string[] };
  else?: { properties?: Record<string, false> };
}

const DRY_RUN = "dry_run";

export function hasDryRun(schema: object): boolean {
  return DRY_RUN in ((schema as Schema).properties ?? {});
}

/** The fields in the order of the schema; a dry run is a button instead. */
export function fieldsOf(schema: object): FormField[] {
  const { properties = {}, required = [], allOf = [] } = schema as Schema;
  return Object.entries(properties)
    .filter((entry): entry is [string, Schema] => entry[0] !== DRY_RUN && entry[1] !== false)
    .map(([name, field]) => {
      const rule = allOf.find((one) => one.else?.properties && name in one.else.properties);
      const only = rule && choiceOf(rule);
      const text = field.items ?? field;
      return {
        name,
        type: typeOf(field),
        label: labelOf(name),
        hint: field.description ?? "",
        required: required.includes(name) || (rule?.then?.required?.includes(name) ?? false),
        secret: field.writeOnly ?? false,
        options: field.enum ?? [],
        pattern: text.pattern,
        maxLength: text.maxLength,
        minimum: field.minimum,
        maximum: field.maximum,
        maxItems: field.maxItems ?? field.maxProperties,
        only,
      };
    });
}

export function isShown(field: FormField, values: Values): boolean {
  return !field.only || field.only.values.includes(String(values[field.only.name] ?? ""));
}

/** The arguments that the inputs make; what was left empty is left out. */
export function argsOf(fields: readonly FormField[], values: Values): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  for (const field of fields.filter((one) => isShown(one, values))) {
    const value = valueOf(field, values[field.name]);
    if (value !== undefined) args[field.name] = value;
  }
  return args;
}

/** What stands in the inputs where arguments are known already; a secret is not: what is shown of it is no value. */
export function valuesOf(fields: readonly FormField[], args: Record<string, unknown>): Values {
  return Object.fromEntries(fields.filter((field) => !field.secret && args[field.name] !== undefined).map((field) => [field.name, textOf(args[field.name])]));
}

function textOf(value: unknown): string | boolean {
  if (typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.join("\n");
  if (typeof value === "object" && value !== null) return Object.entries(value).map(([name, text]) => `${name}=${String(text)}`).join("\n");
  return String(value);
}

/** What is wrong with each field before anybody is asked, by name. */
export function faultsOf(fields: readonly FormField[], values: Values): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const field of fields.filter((one) => isShown(one, values))) {
    const fault = faultOf(field, values[field.name]);
    if (fault) faults[field.name] = fault;
  }
  return faults;
}

function faultOf(field: FormField, raw: string | boolean | undefined): string | undefined {
  if (typeof raw === "boolean" || field.type === "flag") return undefined;
  const text = raw ?? "";
  if (text.trim() === "") return field.required ? "Is needed." : undefined;
  if (field.type === "number") return numberFault(field, text);
  if (field.type === "map") return mapFault(text);
  const parts = field.type === "list" ? linesOf(text) : [text];
  if (field.maxItems !== undefined && parts.length > field.maxItems) return `At most ${field.maxItems}.`;
  const wrong = parts.find((part) => !fits(field, part));
  return wrong === undefined ? undefined : field.type === "list" ? `“${wrong}” does not have the right form.` : "Does not have the right form.";
}

function numberFault({ minimum, maximum }: FormField, text: string): string | undefined {
  const value = Number(text);
  if (!Number.isInteger(value)) return "Must be a whole number.";
  if ((minimum !== undefined && value < minimum) || (maximum !== undefined && value > maximum)) return `Must be from ${minimum?.toLocaleString()} to ${maximum?.toLocaleString()}.`;
  return undefined;
}

function mapFault(text: string): string | undefined {
  const wrong = linesOf(text).find((line) => line.indexOf("=") < 1);
  return wrong === undefined ? undefined : `“${wrong}” is not NAME=value.`;
}

function fits(field: FormField, text: string): boolean {
  return (field.maxLength === undefined || text.length <= field.maxLength) && (!field.pattern || new RegExp(field.pattern).test(text));
}

function valueOf(field: FormField, raw: string | boolean | undefined): unknown {
  if (field.type === "flag") return raw === true ? true : undefined;
  const text = String(raw ?? "");
  if (text.trim() === "") return undefined;
  if (field.type === "number") return Number(text);
  if (field.type === "list") return [...new Set(linesOf(text))];
  if (field.type === "map") return Object.fromEntries(linesOf(text).map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
  return text;
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.length > 0);
}

function typeOf(field: Schema): FieldType {
  if (field.type === "boolean") return "flag";
  if (field.type === "integer") return "number";
  if (field.type === "array") return "list";
  if (field.type === "object") return "map";
  if (field.enum) return "choice";
  // Where only other control characters are refused, line breaks are welcome.
  return field.not?.pattern && !new RegExp(field.not.pattern).test("\n") ? "lines" : "text";
}

function choiceOf(rule: Conditional): { name: string; values: string[] } | undefined {
  const [entry] = Object.entries(rule.if.properties);
  return entry && { name: entry[0], values: entry[1].enum ?? [] };
}

function labelOf(name: string): string {
  const words = name.replaceAll("_", " ").replace(/\bphp\b/, "PHP").replace(/\bmb\b/, "(MiB)").replace(/\bcwd\b/, "working directory").replace(/\benv\b/, "environment");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
