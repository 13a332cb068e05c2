import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "wouter";
import { ApiError } from "../api/apiError";
import { api, ask } from "../api/client";
import type { Job } from "../api/resources";
import { LinkButton } from "../kit/Button";
import { Empty, Facts, PageHead, Panel } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { JobBadge } from "../kit/Status";
import { Running, Time } from "../kit/Time";
import { Wait } from "../kit/Wait";
import { duration } from "../kit/times";
import { LogView } from "../logs/LogView";
import { useJobLog } from "../logs/useJobLog";
import { anewAt } from "../run/kinds";
import { useMay } from "../shell/session";
import { useTitle } from "../shell/useTitle";
import { JobActions } from "./JobActions";
import { JobData } from "./JobData";
import { isOver } from "./jobList";
import { useServerNames } from "./useServerNames";
import "./job.css";

export default function JobPage() {
  const { id } = useParams<{ id: string }>();
  const { data: job, error, refetch } = useQuery({
    queryKey: ["job", id],
    queryFn: () => ask(api.GET("/v1/jobs/{id}", { params: { path: { id } } })) as unknown as Promise<Job>,
  });
  useTitle(job && `${job.kind} · ${job.status}`);
  if (!job) {
    const isGone = error instanceof ApiError && error.status === 404;
    return (
      <div className="page">
        {isGone ? (
          <Empty whole title="There is no such job" action={<LinkButton href="/jobs">All jobs</LinkButton>}>
            Its server was deleted, or it is not in your scope.
          </Empty>
        ) : error ? (
          <Problem error={error} retry={() => void refetch()} />
        ) : (
          <Wait />
        )}
      </div>
    );
  }
  // A key of its own for each job: nothing of one's log is ever shown under another.
  return <JobView key={id} job={job} />;
}

function JobView({ job }: { job: Job }) {
  const log = useJobLog(job.id);
  const nameOf = useServerNames();
  const maySeeServer = useMay("use_servers");
  return (
    <div className="page job">
      <PageHead
        above={<Link href="/jobs">Jobs</Link>}
        title={<span className="mono">{job.kind}</span>}
        about={
          <div className="row wrap">
            <JobBadge status={job.status} />
            <span>
              on {maySeeServer ? <Link href={`/servers/${job.server_id}`}>{nameOf(job.server_id)}</Link> : job.server_id}
            </span>
            {job.site_id && (
              <span>
                for <Link href={`/sites/${job.site_id}`}>its site</Link>
              </span>
            )}
            {job.retry_of && (
              <span>
                again after <Link href={`/jobs/${job.retry_of}`}>an earlier try</Link>
              </span>
            )}
          </div>
        }
        actions={<JobActions job={job} />}
      />
      {job.error && (
        <div className="problem">
          <div>
            <p>{job.error.message || job.error.code}</p>
            <p className="problem-id">{job.error.code}</p>
          </div>
        </div>
      )}
      {explanation(job) && <p className="job-note">{explanation(job)}</p>}
      <Panel>
        <Facts rows={facts(job)} />
      </Panel>
      <LogView log={log} jobId={job.id} isQuiet={quiet(job)} />
      <JobData job={job} />
    </div>
  );
}

function facts(job: Job): [string, React.ReactNode][] {
  const waitedUntil = job.started_at ?? job.finished_at;
  return [
    ["Asked for", <Time key="at" at={job.created_at} />],
    ["By", job.created_by.name ?? job.created_by.type],
    ["Waited", waitedUntil ? duration(Date.parse(waitedUntil) - Date.parse(job.created_at)) : <Running key="waited" since={job.created_at} />],
    ["Ran", job.duration_ms !== undefined ? duration(job.duration_ms) : job.started_at && !isOver(job) ? <Running key="ran" since={job.started_at} /> : undefined],
    ["Ended", job.finished_at && <Time key="ended" at={job.finished_at} />],
    ["Exit code", job.exit_code !== undefined ? <span key="code" className="mono">{job.exit_code}</span> : undefined],
    ["Attempt", job.attempt > 0 ? job.attempt : undefined],
    ["Identifier", <span key="id" className="mono">{job.id}</span>],
  ];
}

function explanation(job: Job): string | undefined {
  if (job.cancel_requested_at && !isOver(job)) return "It was asked to stop. Its programs are ended, and those that do not listen are killed.";
  if (job.status === "queued") return "It waits for its server: to be connected, or to be done with what comes first.";
  if (job.status === "unknown") return "The server is out of sight. The job may well go on there; it is asked as soon as the server is back.";
  if (job.status === "lost") return "Nobody can know how it ended, so it is not guessed: look at the server before you run it again.";
  if (job.status === "expired") return "The server was not there in time, and nothing was started.";
  if (isOver(job) && anewAt(job.kind)) return "A backup is not run again as it was: it is asked for anew, with its plan and destination as they are then.";
  return undefined;
}

function quiet(job: Job): string {
  if (job.status === "queued" || job.status === "offered") return "Nothing yet: it has not started.";
  return isOver(job) ? "It wrote nothing." : "It has written nothing yet.";
}
