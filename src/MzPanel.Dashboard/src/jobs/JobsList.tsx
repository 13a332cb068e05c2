import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { api, ask } from "../api/client";
import type { Job, Page } from "../api/resources";
import { Button } from "../kit/Button";
import { Empty } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { JobBadge } from "../kit/Status";
import { Running, Time } from "../kit/Time";
import { Wait } from "../kit/Wait";
import { duration } from "../kit/times";
import { isOver, type JobFilter } from "./jobList";
import { useServerNames } from "./useServerNames";
import "./job.css";

interface JobsListProps {
  filter: JobFilter;
  hideServer?: boolean;
  /** Only so many, inside something else. */
  first?: number;
  /** What to do where there is none. */
  empty?: ReactNode;
}

/** Jobs, newest first; new ones come in by themselves. */
export function JobsList({ filter, hideServer, first, empty }: JobsListProps) {
  const jobs = useInfiniteQuery({
    queryKey: ["jobs", filter],
    queryFn: ({ pageParam }) => ask(api.GET("/v1/jobs", { params: { query: { ...filter, cursor: pageParam ?? undefined } } })) as unknown as Promise<Page<Job>>,
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchOnMount: "always",
  });
  const rows = (jobs.data?.pages.flatMap((page) => page.data) ?? []).slice(0, first);
  const nameOf = useServerNames(!hideServer);
  const isFiltered = Boolean(filter.kind || filter.status);
  return (
    <>
      <Problem error={jobs.error} retry={() => void jobs.refetch()} />
      <div className={first ? undefined : "panel"}>
        {jobs.isPending && <Wait />}
        {jobs.isSuccess && rows.length === 0 && (
          <Empty title={isFiltered ? "No job fits" : "No jobs yet"} action={empty}>
            {isFiltered ? "None has what you filter by." : "Whatever changes a server is a job: what it printed and how it ended is kept here."}
          </Empty>
        )}
        {rows.length > 0 && (
          <table className="table">
            <thead>
              <tr>
                <th>Job</th>
                {!hideServer && <th className="wide">Server</th>}
                <th>Status</th>
                <th className="numeric wide">Took</th>
                <th className="wide">By</th>
                <th className="wide">When</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((job) => (
                <tr key={job.id}>
                  <td>
                    <Link href={`/jobs/${job.id}`} className="mono">
                      {job.kind}
                    </Link>
                    <div className="narrow muted">
                      {!hideServer && `${nameOf(job.server_id)} · `}
                      <Time at={job.created_at} />
                    </div>
                    <div className="cell-about ellipsis">{summary(job)}</div>
                  </td>
                  {!hideServer && (
                    <td className="wide">
                      <Link href={`/servers/${job.server_id}`}>{nameOf(job.server_id)}</Link>
                    </td>
                  )}
                  <td>
                    <JobBadge status={job.status} />
                  </td>
                  <td className="numeric wide">{took(job)}</td>
                  <td className="wide ellipsis job-by">{job.created_by.name ?? job.created_by.type}</td>
                  <td className="wide">
                    <Time at={job.created_at} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {!first && jobs.hasNextPage && (
          <div className="table-more">
            <Button busy={jobs.isFetchingNextPage} onClick={() => void jobs.fetchNextPage()}>
              Show older ones
            </Button>
          </div>
        )}
      </div>
    </>
  );
}

function took(job: Job): ReactNode {
  if (job.duration_ms !== undefined) return duration(job.duration_ms);
  return !isOver(job) && job.started_at ? <Running since={job.started_at} /> : "";
}

/** What a job is about, in a few words out of its arguments. */
export function summary(job: Job): string {
  const { command, name, domain, names, dry_run } = job.args as { command?: string; name?: string; domain?: string; names?: string[]; dry_run?: boolean };
  const about = command?.split("\n")[0] ?? name ?? domain ?? names?.join(", ") ?? "";
  return dry_run ? `dry run${about && ": "}${about}` : about;
}
