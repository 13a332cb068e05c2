export interface Rows {
  first: number;
  /** The one behind the last. */
  end: number;
}

const BEYOND = 24;

/** The rows that a scrolled box shows, and some on either side of them. */
export function seen(top: number, height: number, count: number, size: number): Rows {
  const first = Math.max(0, Math.min(count, Math.floor(top / size)) - BEYOND);
  return { first, end: Math.min(count, Math.ceil((top + height) / size) + BEYOND) };
}

/** Where to scroll to so that a row is in the middle. */
export function middleOf(row: number, height: number, size: number): number {
  return Math.max(0, row * size - (height - size) / 2);
}
