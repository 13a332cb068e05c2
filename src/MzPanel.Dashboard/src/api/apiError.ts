/** A refusal of the API, or its silence, in the words that a person is shown. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    readonly requestId: string | null = null,
    readonly details: Record<string, string[]> = {},
    readonly retryAfterS: number | null = null,
  ) {
    super(message);
    this.name = "ApiError";
  }

  /** Out of an answer that is no success; `body` is what it said. */
  static of(response: Response, body: unknown): ApiError {
    const said = (body as { error?: { code?: string; message?: string; details?: Record<string, string[]> } } | undefined)?.error;
    const wait = Number(response.headers.get("Retry-After"));
    return new ApiError(
      said?.code ?? "internal",
      said?.message ?? `The control plane answered ${response.status}.`,
      response.status,
      response.headers.get("X-Request-Id"),
      said?.details ?? {},
      Number.isFinite(wait) && wait > 0 ? wait : null,
    );
  }

  static unreachable(): ApiError {
    return new ApiError("unreachable", "The control plane cannot be reached. Check your connection; it is tried again.", 0);
  }
}

/** What is wrong with one field, as one sentence. */
export function fieldFault(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const faults = Object.entries(error.details).flatMap(([name, said]) => (isOf(field, name) ? said : []));
  return faults.length > 0 ? sentence(faults) : undefined;
}

/** Faults of fields that no input of the form shows. */
export function otherFaults(error: unknown, shown: readonly string[]): string[] {
  if (!(error instanceof ApiError)) return [];
  return Object.entries(error.details)
    .filter(([name]) => !shown.some((field) => isOf(field, name)))
    .map(([name, faults]) => `${name}: ${faults.join("; ")}`);
}

// A list has one field, and its entries faults of their own.
function isOf(field: string, name: string): boolean {
  return name === field || name.startsWith(field + "[");
}

// It stands beside the field, which people know by another name.
function sentence(faults: readonly string[]): string {
  const text = faults.map((said) => said.replace(/^'[a-z_.]+' /, "").replace(/\.$/, "")).join("; ");
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[!?]$/.test(text) ? "" : ".");
}
