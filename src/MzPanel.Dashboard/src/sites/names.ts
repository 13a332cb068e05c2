/** Names as one types them, separated by whatever. */
export function splitNames(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/))].filter((name) => name.length > 0);
}
