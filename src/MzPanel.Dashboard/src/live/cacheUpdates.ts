import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { Job, Page, PanelEvent, Server, ServerNews } from "../api/resources";
import { mergeJob, type JobFilter } from "../jobs/jobList";
import { mergeInto, mergeRollout, skippedMore, type Rollout } from "../rollouts/rollouts";
import type { LiveEvent } from "./liveFeed";
import { whenRead } from "./whenRead";

/** Carries an event into what was read before, so that nothing has to be asked again. */
export function applyToCache(queries: QueryClient, event: LiveEvent): void {
  if (event.name === "reset") void queries.invalidateQueries();
  else if (event.name === "server") applyServer(queries, event.data);
  else if (event.name === "job") applyJob(queries, event.data);
  else if (event.name === "rollout") applyRollout(queries, event.data);
  else if (event.name === "event") applyEvent(queries, event.data);
  // A newer control plane may tell of more: what this page does not know is none of its business.
}

function applyServer(queries: QueryClient, server: ServerNews): void {
  whenRead<Server>(queries, ["server", server.id], (known) => ({ ...known, ...server, metrics: server.metrics ?? known.metrics }));
}

function applyJob(queries: QueryClient, job: Job): void {
  whenRead<Job>(queries, ["job", job.id], (known) => newer(known, job));
  whenRead<InfiniteData<Page<Job>>>(queries, ["jobs"], (list, key) => mergeJob(list, job, key[1] as JobFilter));
  if (job.site_id) {
    void queries.invalidateQueries({ queryKey: ["sites"] });
    void queries.invalidateQueries({ queryKey: ["site", job.site_id] });
  }
}

function applyRollout(queries: QueryClient, rollout: Rollout): void {
  whenRead<Rollout | InfiniteData<unknown>>(queries, ["rollout", rollout.id], (known, key) => {
    // Its jobs are kept below it.
    if ("pages" in known) return known;
    if (skippedMore(known, rollout)) void queries.invalidateQueries({ queryKey: key, exact: true });
    return mergeInto(known, rollout);
  });
  whenRead<InfiniteData<Page<Rollout>>>(queries, ["rollouts"], (list) => mergeRollout(list, rollout));
}

function applyEvent(queries: QueryClient, event: PanelEvent): void {
  whenRead<InfiniteData<Page<PanelEvent>>>(queries, ["events", event.server_id], (known) => {
    const [first, ...others] = known.pages;
    if (!first || known.pages.some((page) => page.data.some((row) => row.id === event.id))) return known;
    return { ...known, pages: [{ ...first, data: [event, ...first.data] }, ...others] };
  });
}

// A tail of the job may have told more already.
function newer(known: Job, heard: Job): Job {
  return known.finished_at && !heard.finished_at ? known : heard;
}
