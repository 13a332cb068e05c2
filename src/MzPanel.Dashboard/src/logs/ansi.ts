import Anser from "anser";

export interface Chunk {
  text: string;
  className?: string;
  color?: string;
  background?: string;
}

const ESCAPE = "\u001b";

/** What a terminal would show last of a line that returns to its beginning. */
export function settled(text: string): string {
  const end = text.endsWith("\r") ? text.length - 1 : text.length;
  return text.slice(text.lastIndexOf("\r", end - 1) + 1, end);
}

/** A line without its colours. */
export function plain(text: string): string {
  const shown = text.includes("\r") ? settled(text) : text;
  return shown.includes(ESCAPE) ? Anser.ansiToText(shown) : shown;
}

/** A line in pieces of one colour each. */
export function chunks(text: string): Chunk[] {
  const shown = text.includes("\r") ? settled(text) : text;
  if (!shown.includes(ESCAPE)) return [{ text: shown }];
  return Anser.ansiToJson(shown, { json: true, remove_empty: true, use_classes: true }).map((part) => {
    const names = [...part.decorations.map((decoration) => `ansi-${decoration}`)];
    const color = colorOf(part.fg, part.fg_truecolor);
    const background = colorOf(part.bg, part.bg_truecolor);
    if (part.fg && !color) names.push(part.fg);
    if (part.bg && !background) names.push(`${part.bg}-bg`);
    return { text: part.content, className: names.join(" ") || undefined, color, background };
  });
}

// The first sixteen are the theme's; the others are what they are everywhere.
function colorOf(name: string | null, trueColor: string | null): string | undefined {
  if (trueColor) return `rgb(${trueColor})`;
  const index = Number(/^ansi-palette-(\d+)$/.exec(name ?? "")?.[1] ?? 0);
  if (index >= 232) return grey((index - 232) * 10 + 8);
  if (index < 16) return undefined;
  const cube = index - 16;
  const level = (part: number) => (part === 0 ? 0 : 55 + part * 40);
  return `rgb(${level(Math.floor(cube / 36))}, ${level(Math.floor(cube / 6) % 6)}, ${level(cube % 6)})`;
}

function grey(level: number): string {
  return `rgb(${level}, ${level}, ${level})`;
}
