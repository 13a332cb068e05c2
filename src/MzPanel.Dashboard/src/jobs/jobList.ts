import type { InfiniteData } from "@tanstack/react-query";
import type { Job, JobStatus, Page } from "../api/resources";

export interface JobFilter {
  server_id?: string;
  site_id?: string;
  status?: string;
  kind?: string;
}

/** A list with one job as it is now: in its place, in front where it is new and fits the filter, gone where it no longer fits. */
export function mergeJob(list: InfiniteData<Page<Job>>, job: Job, filter: JobFilter): InfiniteData<Page<Job>> {
  const known = list.pages.some((page) => page.data.some((row) => row.id === job.id));
  const fits = fitsFilter(job, filter);
  if (known) {
    const pages = list.pages.map((page) => ({
      ...page,
      data: fits ? page.data.map((row) => (row.id === job.id ? job : row)) : page.data.filter((row) => row.id !== job.id),
    }));
    return { ...list, pages };
  }
  const [first, ...others] = list.pages;
  const newest = first?.data[0];
  // An older one belongs to a page that is not read yet, or left this list before.
  if (!first || !fits || (newest && newest.created_at > job.created_at)) return list;
  return { ...list, pages: [{ ...first, data: [job, ...first.data] }, ...others] };
}

export function fitsFilter(job: Job, filter: JobFilter): boolean {
  return (
    (!filter.server_id || job.server_id === filter.server_id) &&
    (!filter.site_id || job.site_id === filter.site_id) &&
    (!filter.status || job.status === filter.status) &&
    (!filter.kind || job.kind === filter.kind)
  );
}

const OPEN: ReadonlySet<JobStatus> = new Set(["queued", "offered", "running", "unknown"]);

export function isOver(job: Job): boolean {
  return !OPEN.has(job.status);
}
