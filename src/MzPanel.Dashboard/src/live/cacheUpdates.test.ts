import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { applyToCache } from "./cacheUpdates";
import type { LiveEvent } from "./liveFeed";

const rollout = (status: string) => ({ id: "rol_1", status, created_at: "2026-01-01T00:00:00.000Z", summary: { skipped: 0 } });
const heard = (status: string) => ({ name: "rollout", data: rollout(status) }) as LiveEvent;

test("a rollout that is told of is shown without being asked for again", () => {
  const queries = new QueryClient();
  queries.setQueryData(["rollout", "rol_1"], rollout("running"));
  queries.setQueryData(["rollouts"], { pages: [{ data: [rollout("running")], next_cursor: null }], pageParams: [null] });
  applyToCache(queries, heard("done"));
  expect(queries.getQueryData(["rollout", "rol_1"])).toMatchObject({ status: "done" });
  expect(queries.getQueryData(["rollouts"])).toMatchObject({ pages: [{ data: [{ status: "done" }] }] });
  expect(queries.getQueryState(["rollout", "rol_1"])?.isInvalidated).toBe(false);
});

test("an answer that was on its way meanwhile, and may be older, does not undo it", async () => {
  const queries = new QueryClient();
  let answer = (_: unknown) => {};
  const read = queries.fetchQuery({ queryKey: ["job", "job_1"], queryFn: () => new Promise((resolve) => (answer = resolve)) });
  applyToCache(queries, { name: "job", data: { id: "job_1", status: "succeeded" } } as LiveEvent);
  answer({ id: "job_1", status: "running" });
  await read;
  expect(queries.getQueryData(["job", "job_1"])).toMatchObject({ status: "succeeded" });
});

test("what this page has no word for changes nothing", () => {
  const queries = new QueryClient();
  queries.setQueryData(["events", undefined], { pages: [{ data: [], next_cursor: null }], pageParams: [null] });
  applyToCache(queries, { name: "weather", data: { id: "w" } } as unknown as LiveEvent);
  expect(queries.getQueryData(["events", undefined])).toMatchObject({ pages: [{ data: [] }] });
});

test("nothing is asked for again by the clock: the stream tells", () => {
  const sources = import.meta.glob<string>("../**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true });
  const polling = Object.entries(sources).filter(([file, text]) => !file.endsWith(".test.ts") && text.includes("refetchInterval"));
  expect(polling.map(([file]) => file)).toEqual([]);
});
