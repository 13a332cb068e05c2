import { expect, test } from "vitest";
import { withChosen } from "./chosen";

test("what is chosen stands in the address beside what stood there, and what is chosen no more is gone", () => {
  expect(withChosen(new URLSearchParams("kind=shell.run&q=a b"), { q: "", status: "failed" }).toString()).toBe("kind=shell.run&status=failed");
  expect(withChosen(new URLSearchParams("q=x"), { q: "y" }).toString()).toBe("q=y");
});
