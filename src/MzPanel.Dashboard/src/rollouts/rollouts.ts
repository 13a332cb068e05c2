import type { Schemas } from "../api/client";

export type Rollout = Schemas["Rollout"];

const OVER: ReadonlySet<string> = new Set(["cancelled", "done"]);

/** Whether nothing of it will ever move again. */
export function isOver({ status, summary }: Rollout): boolean {
  return OVER.has(status) && summary.running === 0;
}

// It counts its jobs a moment after they ended, and nothing tells of that.
const AGAIN_MS = 3_000;

/** When to read rollouts again beyond what the live stream tells: soon while one of them moves. */
export function again(rollouts: readonly Rollout[]): number | false {
  return rollouts.some(({ status, summary }) => status === "running" || summary.running > 0) && AGAIN_MS;
}

/** How far it has come, as parts of the whole: of 100. */
export function shares({ summary }: Rollout): { name: string; count: number; share: number }[] {
  return (["succeeded", "failed", "skipped", "running", "pending"] as const)
    .map((name) => ({ name, count: summary[name], share: summary.servers > 0 ? (100 * summary[name]) / summary.servers : 0 }))
    .filter((part) => part.count > 0);
}
