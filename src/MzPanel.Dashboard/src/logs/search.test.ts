import { describe, expect, it } from "vitest";
import { chunks, plain, settled } from "./ansi";
import { hits, mark, pattern } from "./search";

describe("a coloured line", () => {
  it("loses its escapes and keeps its colours", () => {
    const text = "\u001b[31mred\u001b[0m and \u001b[1;32mgreen\u001b[0m";
    expect(plain(text)).toBe("red and green");
    expect(chunks(text).map((chunk) => [chunk.text, chunk.className])).toEqual([
      ["red", "ansi-red"],
      [" and ", undefined],
      ["green", "ansi-bold ansi-green"],
    ]);
  });

  it("has colours beyond the sixteen as they are", () => {
    expect(chunks("\u001b[38;5;196mx")[0]!.color).toBe("rgb(255, 0, 0)");
    expect(chunks("\u001b[38;5;244mx")[0]!.color).toBe("rgb(128, 128, 128)");
    expect(chunks("\u001b[38;2;1;2;3mx")[0]!.color?.replaceAll(" ", "")).toBe("rgb(1,2,3)");
  });

  it("shows what a terminal would after it returned to its beginning", () => {
    expect(settled("10 %\r50 %\r100 %")).toBe("100 %");
    expect(settled("100 %\r")).toBe("100 %");
  });
});

describe("a search", () => {
  const lines = ["one", "\u001b[31mTw\u001b[0mo [x]", "three"].map((text, i) => ({ n: i + 1, text }));

  it("finds words in any case, through colours, and takes them as they stand", () => {
    expect(hits(lines, pattern("two")!)).toEqual([1]);
    expect(hits(lines, pattern("o")!)).toEqual([0, 1]);
    expect(hits(lines, pattern("[x]")!)).toEqual([1]);
    expect(hits(lines, pattern("e")!, 1)).toEqual([2]);
    expect(pattern("")).toBeNull();
  });

  it("marks a hit that goes over several colours", () => {
    const pieces = mark(chunks(lines[1]!.text), pattern("wo"));
    expect(pieces.filter((piece) => piece.isHit).map((piece) => piece.text)).toEqual(["w", "o"]);
    expect(pieces.map((piece) => piece.text).join("")).toBe("Two [x]");
  });
});
