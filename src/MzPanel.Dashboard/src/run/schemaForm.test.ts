import { describe, expect, it } from "vitest";
import { argsOf, faultsOf, fieldsOf, hasDryRun, isShown, valuesOf } from "./schemaForm";

const control = "[\\u0000-\\u001f\\u007f-\\u009f]";
const text = { type: "string", maxLength: 8, minLength: 1, not: { pattern: control } };
const schema = {
  type: "object",
  properties: {
    kind: { type: "string", enum: ["static", "proxy"], description: "What serves it." },
    upstream: { ...text, maxLength: 255, pattern: "^https?://", description: "Where to." },
    script: { type: "string", maxLength: 100, not: { pattern: "[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f]" }, description: "Lines." },
    upload_mb: { type: "integer", minimum: 1, maximum: 10, description: "Largest." },
    names: { type: "array", items: { ...text, pattern: "^[a-z]+$" }, maxItems: 2, uniqueItems: true, description: "Only these." },
    env: { type: "object", propertyNames: text, additionalProperties: text, maxProperties: 100, description: "Variables.", writeOnly: true },
    force: { type: "boolean", description: "Do it." },
    dry_run: { type: "boolean", description: "Say only." },
  },
  required: ["kind"],
  allOf: [
    {
      if: { properties: { kind: { enum: ["proxy"] } }, required: ["kind"] },
      else: { properties: { upstream: false } },
      then: { required: ["upstream"] },
    },
  ],
};
const fields = fieldsOf(schema);

describe("a form out of a schema", () => {
  it("has the input that fits each argument, and a dry run as a button", () => {
    expect(fields.map((field) => [field.name, field.type])).toEqual([
      ["kind", "choice"],
      ["upstream", "text"],
      ["script", "lines"],
      ["upload_mb", "number"],
      ["names", "list"],
      ["env", "map"],
      ["force", "flag"],
    ]);
    expect(hasDryRun(schema)).toBe(true);
    expect(fields.find((field) => field.name === "env")!.secret).toBe(true);
  });

  it("shows, wants and sends what belongs to a choice only where it is made", () => {
    const upstream = fields[1]!;
    expect(isShown(upstream, { kind: "static" })).toBe(false);
    expect(argsOf(fields, { kind: "static", upstream: "http://a" })).toEqual({ kind: "static" });
    expect(faultsOf(fields, { kind: "proxy" })).toEqual({ upstream: "Is needed." });
    expect(argsOf(fields, { kind: "proxy", upstream: "http://a" })).toEqual({ kind: "proxy", upstream: "http://a" });
  });

  it("makes arguments of what was typed, and leaves out what was left empty", () => {
    const values = { kind: "static", script: "a\nb", upload_mb: "5", names: "b\n a \n\nb", env: "A=1\nB=x=y", force: true };
    expect(argsOf(fields, values)).toEqual({ kind: "static", script: "a\nb", upload_mb: 5, names: ["b", "a"], env: { A: "1", B: "x=y" }, force: true });
    expect(argsOf(fields, { kind: "static", upload_mb: " ", force: false })).toEqual({ kind: "static" });
  });

  it("says what is wrong before anybody is asked", () => {
    const faults = faultsOf(fields, { kind: "", upload_mb: "1.5", names: "a\nB\nc", env: "=x" });
    expect(Object.keys(faults)).toEqual(["kind", "upload_mb", "names", "env"]);
    expect(faultsOf(fields, { kind: "static", upload_mb: "11" })).toEqual({ upload_mb: "Must be from 1 to 10." });
    expect(faultsOf(fields, { kind: "static", names: "a\nB" })).toEqual({ names: "“B” does not have the right form." });
  });
});

describe("what is known already", () => {
  it("stands in the inputs as it would have been typed, and a secret does not", () => {
    const fields = fieldsOf({ properties: { names: { type: "array", items: text }, env: { type: "object" }, deep: { type: "boolean" }, count: { type: "integer" }, password: { ...text, writeOnly: true } } });
    const values = valuesOf(fields, { names: ["a", "b"], env: { A: "1", B: "x=y" }, deep: true, count: 3, password: "***", other: "gone" });
    expect(values).toEqual({ names: "a\nb", env: "A=1\nB=x=y", deep: true, count: "3" });
    expect(argsOf(fields, values)).toEqual({ names: ["a", "b"], env: { A: "1", B: "x=y" }, deep: true, count: 3 });
  });
});
