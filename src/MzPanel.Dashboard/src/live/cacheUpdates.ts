import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { Job, Page, PanelEvent, Server } from "../api/resources";
import { mergeJob, type JobFilter } from "../jobs/jobList";
import type { LiveEvent } from "./liveFeed";

/** Carries an event into what was read before, so that nothing has to be asked again. */
export function applyToCache(queries: QueryClient, event: LiveEvent): void {
  if (event.name === "reset") void queries.invalidateQueries();
  else if (event.name === "server") applyServer(queries, event.data);
  else if (event.name === "job") applyJob(queries, event.data);
  else applyEvent(queries, event.data);
}

function applyServer(queries: QueryClient, server: Server): void {
  queries.setQueryData<Server>(["server", server.id], (known) => (known ? { ...known, ...server, metrics: server.metrics ?? known.metrics } : known));
}

function applyJob(queries: QueryClient, job: Job): void {
  queries.setQueryData<Job>(["job", job.id], (known) => (known ? newer(known, job) : known));
  for (const [key, data] of queries.getQueriesData<InfiniteData<Page<Job>>>({ queryKey: ["jobs"] }))
    if (data) queries.setQueryData(key, mergeJob(data, job, key[1] as JobFilter));
  if (job.site_id) {
    void queries.invalidateQueries({ queryKey: ["sites"] });
    void queries.invalidateQueries({ queryKey: ["site", job.site_id] });
  }
}

function applyEvent(queries: QueryClient, event: PanelEvent): void {
  queries.setQueryData<InfiniteData<Page<PanelEvent>>>(["events", event.server_id], (known) => {
    const [first, ...others] = known?.pages ?? [];
    if (!known || !first || known.pages.some((page) => page.data.some((row) => row.id === event.id))) return known;
    return { ...known, pages: [{ ...first, data: [event, ...first.data] }, ...others] };
  });
}

// A tail of the job may have told more already.
function newer(known: Job, heard: Job): Job {
  return known.finished_at && !heard.finished_at ? known : heard;
}
