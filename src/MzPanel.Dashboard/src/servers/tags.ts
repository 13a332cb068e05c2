/** "a, b ,, a" → ["a", "b"]. */
export function splitTags(text: string): string[] {
  return [...new Set(text.split(",").map((tag) => tag.trim()))].filter((tag) => tag.length > 0);
}
