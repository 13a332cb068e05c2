/** A number as somebody typed it. What is none goes as it stands, so that the API says so beside its field: as NaN it would be sent as nothing at all. */
export function numberOf(text: string): number {
  const value = Number(text);
  return Number.isFinite(value) ? value : (text.trim() as unknown as number);
}
