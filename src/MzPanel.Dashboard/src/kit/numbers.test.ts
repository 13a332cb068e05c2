import { expect, test } from "vitest";
import { numberOf } from "./numbers";

test("what is no number is sent as it was typed instead of being left out", () => {
  expect(["7", " 22 ", "7x", "1e999"].map((text) => JSON.stringify({ n: numberOf(text) }))).toEqual(['{"n":7}', '{"n":22}', '{"n":"7x"}', '{"n":"1e999"}']);
});
