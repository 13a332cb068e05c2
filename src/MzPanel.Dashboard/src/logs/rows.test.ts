import { expect, test } from "vitest";
import { middleOf, seen } from "./rows";

test("a screenful is drawn with some beyond its edges, however many there are", () => {
  expect(seen(2_000_000, 400, 200_000, 20)).toEqual({ first: 99_976, end: 100_044 });
  expect(seen(0, 400, 5, 20)).toEqual({ first: 0, end: 5 });
  expect(seen(0, 0, 0, 20)).toEqual({ first: 0, end: 0 });
});

test("where the list became shorter than it was scrolled to, the end of it is drawn", () => {
  expect(seen(10_000, 400, 100, 20)).toEqual({ first: 76, end: 100 });
});

test("a hit is brought to the middle, and the first ones to the top", () => {
  expect(middleOf(100, 420, 20)).toBe(1_800);
  expect(middleOf(2, 420, 20)).toBe(0);
});
