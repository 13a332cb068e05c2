import type { InfiniteData } from "@tanstack/react-query";
import type { Schemas } from "../api/client";
import type { Page } from "../api/resources";

export type Rollout = Schemas["Rollout"];

const OVER: ReadonlySet<string> = new Set(["cancelled", "done"]);

/** Whether nothing of it will ever move again. */
export function isOver({ status, summary }: Rollout): boolean {
  return OVER.has(status) && summary.running === 0;
}

type List = InfiniteData<Page<Rollout>>;

/** A list with one rollout as it is now: in its place, or in front where it is new. */
export function mergeRollout(list: List, rollout: Rollout): List {
  if (list.pages.some((page) => page.data.some((row) => row.id === rollout.id)))
    return { ...list, pages: list.pages.map((page) => ({ ...page, data: page.data.map((row) => (row.id === rollout.id ? rollout : row)) })) };
  const [first, ...others] = list.pages;
  const newest = first?.data[0];
  // An older one belongs to a page that is not read yet.
  if (!first || (newest && newest.created_at > rollout.created_at)) return list;
  return { ...list, pages: [{ ...first, data: [rollout, ...first.data] }, ...others] };
}

/** A rollout as it is now. Which servers were skipped is told by itself only: it stays until it is read. */
export function mergeInto(known: Rollout, heard: Rollout): Rollout {
  return { ...heard, skipped: known.skipped };
}

/** Whether more was left out than is known by name. */
export function skippedMore(known: Rollout, heard: Rollout): boolean {
  return heard.summary.skipped > known.summary.skipped;
}

/** How far it has come, as parts of the whole: of 100. */
export function shares({ summary }: Rollout): { name: string; count: number; share: number }[] {
  return (["succeeded", "failed", "skipped", "running", "pending"] as const)
    .map((name) => ({ name, count: summary[name], share: summary.servers > 0 ? (100 * summary[name]) / summary.servers : 0 }))
    .filter((part) => part.count > 0);
}
