import type { LogLine } from "../api/resources";
import type { Chunk } from "./ansi";
import { plain } from "./ansi";

/** A search for words as they stand, in any case. */
export function pattern(words: string): RegExp | null {
  return words ? new RegExp(words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "gi") : null;
}

/** Which lines have it, from a line on: what comes later is looked at later. */
export function hits(lines: readonly LogLine[], sought: RegExp, from = 0): number[] {
  const once = new RegExp(sought.source, "i");
  const found: number[] = [];
  for (let i = from; i < lines.length; i++) {
    const text = lines[i]!.text;
    if (text !== undefined && once.test(plain(text))) found.push(i);
  }
  return found;
}

export interface Piece extends Chunk {
  isHit: boolean;
}

/** Coloured pieces cut where a hit begins and ends, also where a hit goes over several of them. */
export function mark(parts: readonly Chunk[], sought: RegExp | null): Piece[] {
  if (!sought) return parts.map((part) => ({ ...part, isHit: false }));
  const text = parts.map((part) => part.text).join("");
  const ranges = [...text.matchAll(sought)].map((hit) => [hit.index, hit.index + hit[0].length] as const);
  const cut: Piece[] = [];
  let at = 0;
  for (const part of parts) {
    const end = at + part.text.length;
    const edges = [at, ...ranges.flat().filter((edge) => edge > at && edge < end), end];
    for (let i = 0; i + 1 < edges.length; i++) {
      const [from, to] = [edges[i]!, edges[i + 1]!];
      if (to > from) cut.push({ ...part, text: text.slice(from, to), isHit: ranges.some(([first, last]) => from >= first && to <= last) });
    }
    at = end;
  }
  return cut;
}
