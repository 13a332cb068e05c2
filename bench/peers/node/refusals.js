/** What the caller did wrong, with its status. */
export class Refusal extends Error {
  constructor(statusCode, code, message) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
  }
}

/** The value as the schema has it. */
export function parse(schema, value) {
  const read = schema.safeParse(value);
  if (!read.success)
    throw new Refusal(422, 'validation_failed', read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
  return read.data;
}
