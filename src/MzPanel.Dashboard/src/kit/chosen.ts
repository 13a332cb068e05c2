/** Parameters of an address with some of them as they are now chosen; what is empty is not in it. */
export function withChosen(before: URLSearchParams, next: Record<string, string | undefined>): URLSearchParams {
  const after = new URLSearchParams(before);
  for (const [name, value] of Object.entries(next)) {
    if (value) after.set(name, value);
    else after.delete(name);
  }
  return after;
}
