import { expect, test } from "vitest";
import { isOver, mergeInto, mergeRollout, shares, skippedMore, type Rollout } from "./rollouts";

const rollout = (status: string, summary: Partial<Rollout["summary"]>) =>
  ({ status, summary: { servers: 4, pending: 0, running: 0, succeeded: 0, failed: 0, skipped: 0, ...summary } }) as Rollout;

test("one that was cancelled goes on as long as a job of it does", () => {
  expect(isOver(rollout("cancelled", { running: 1 }))).toBe(false);
  expect(isOver(rollout("cancelled", {}))).toBe(true);
  expect(isOver(rollout("stopped", { failed: 1, pending: 3 }))).toBe(false);
});

test("a list that hears of one changes it in its place, and takes a new one in front", () => {
  const one = (id: string, status: string, minute: number) => ({ ...rollout(status, {}), id, created_at: `2026-01-01T00:0${minute}:00.000Z` });
  const list = { pages: [{ data: [one("b", "running", 2)], next_cursor: "more" }, { data: [one("a", "running", 1)], next_cursor: null }], pageParams: [null, "more"] };
  const shown = (heard: Rollout) => mergeRollout(list, heard).pages.flatMap((page) => page.data.map((row) => `${row.id} ${row.status}`));
  expect(shown(one("a", "done", 1))).toEqual(["b running", "a done"]);
  expect(shown(one("c", "running", 3))).toEqual(["c running", "b running", "a running"]);
  expect(shown(one("z", "done", 0))).toEqual(["b running", "a running"]);
});

test("what was skipped stays as it was read, and is read again where there is more of it", () => {
  const known = { ...rollout("running", { skipped: 1 }), skipped: [{ server_id: "srv_1", message: "gone" }] };
  expect(mergeInto(known, rollout("done", { skipped: 1 }))).toMatchObject({ status: "done", skipped: [{ server_id: "srv_1" }] });
  expect(skippedMore(known, rollout("done", { skipped: 1 }))).toBe(false);
  expect(skippedMore(known, rollout("done", { skipped: 2 }))).toBe(true);
});

test("its parts add up to the whole, and those that are none are left out", () => {
  expect(shares(rollout("running", { succeeded: 1, failed: 1, pending: 2 }))).toEqual([
    { name: "succeeded", count: 1, share: 25 },
    { name: "failed", count: 1, share: 25 },
    { name: "pending", count: 2, share: 50 },
  ]);
});
