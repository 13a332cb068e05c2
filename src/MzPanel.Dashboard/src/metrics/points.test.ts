import { expect, test } from "vitest";
import { columns, type Point } from "./points";

const at = (second: number, cpu: number): Point => ({ at: new Date(second * 1_000).toISOString(), cpu_pct: { avg: cpu, max: cpu + 1 } });

test("heartbeats of every half a minute make one line in steps of ten seconds", () => {
  const { times, values } = columns([at(0, 1), at(30, 2), at(60, 3)], 10, [["cpu_pct", "avg"], ["cpu_pct", "max"]]);
  expect(times).toEqual([0, 30, 60]);
  expect(values).toEqual([[1, 2, 3], [2, 3, 4]]);
});

test("a silence is a hole, whatever the step", () => {
  expect(columns([at(0, 1), at(120, 2)], 10, [["cpu_pct", "avg"]]).values).toEqual([[1, null, 2]]);
  expect(columns([at(0, 1), at(5_400, 2)], 5_400, [["cpu_pct", "avg"]]).values).toEqual([[1, 2]]);
  expect(columns([at(0, 1), at(21_600, 2)], 5_400, [["cpu_pct", "avg"]]).values).toEqual([[1, null, 2]]);
});

test("what was not measured is a hole of its own series only", () => {
  expect(columns([at(0, 1)], 10, [["cpu_pct", "avg"], ["net_rx", "avg"]]).values).toEqual([[1], [null]]);
});
