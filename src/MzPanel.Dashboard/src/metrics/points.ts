import type { Schemas } from "../api/client";

export type Point = Schemas["MetricsPoint"];
export type Measure = "cpu_pct" | "load1" | "mem_used" | "swap_used" | "disk_pct" | "net_rx" | "net_tx";

/** Agents beat each half a minute or so: a step without a heartbeat is no silence. */
export const BEATS_S = 90;

/** Points as columns, with a hole where nothing was measured for a while, so that no line is drawn over it. */
export function columns(points: readonly Point[], stepS: number, measures: readonly (readonly [Measure, "avg" | "max"])[]): { times: number[]; values: (number | null)[][] } {
  const times: number[] = [];
  const values: (number | null)[][] = measures.map(() => []);
  let before: number | undefined;
  for (const point of points) {
    const at = Date.parse(point.at) / 1_000;
    if (before !== undefined && at - before > Math.max(stepS * 2.5, BEATS_S)) {
      times.push(before + stepS);
      values.forEach((column) => column.push(null));
    }
    times.push(at);
    measures.forEach(([measure, which], i) => values[i]!.push(point[measure]?.[which] ?? null));
    before = at;
  }
  return { times, values };
}
