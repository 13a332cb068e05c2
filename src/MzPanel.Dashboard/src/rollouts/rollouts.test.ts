import { expect, test } from "vitest";
import { again, isOver, shares, type Rollout } from "./rollouts";

const rollout = (status: string, summary: Partial<Rollout["summary"]>) =>
  ({ status, summary: { servers: 4, pending: 0, running: 0, succeeded: 0, failed: 0, skipped: 0, ...summary } }) as Rollout;

test("one that was cancelled goes on as long as a job of it does", () => {
  expect(isOver(rollout("cancelled", { running: 1 }))).toBe(false);
  expect(isOver(rollout("cancelled", {}))).toBe(true);
  expect(isOver(rollout("stopped", { failed: 1, pending: 3 }))).toBe(false);
});

test("one that moves is read again soon, and one that waits for somebody is not", () => {
  expect(again([rollout("done", {}), rollout("running", {})])).toBeGreaterThan(0);
  expect(again([rollout("cancelled", { running: 1 })])).toBeGreaterThan(0);
  expect(again([rollout("paused", { pending: 3 }), rollout("stopped", { failed: 1 })])).toBe(false);
});

test("its parts add up to the whole, and those that are none are left out", () => {
  expect(shares(rollout("running", { succeeded: 1, failed: 1, pending: 2 }))).toEqual([
    { name: "succeeded", count: 1, share: 25 },
    { name: "failed", count: 1, share: 25 },
    { name: "pending", count: 2, share: 50 },
  ]);
});
