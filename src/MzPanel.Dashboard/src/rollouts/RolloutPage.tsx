import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "wouter";
import { api, ask } from "../api/client";
import type { Job } from "../api/resources";
import { useServerNames } from "../jobs/useServerNames";
import { Found } from "../kit/Found";
import { Empty, Facts, PageHead, Panel } from "../kit/Panel";
import { JobBadge, RolloutBadge, Tag } from "../kit/Status";
import { PagedTable, Table } from "../kit/Table";
import { Time } from "../kit/Time";
import { usePaged } from "../kit/usePaged";
import { duration } from "../kit/times";
import { useJobNews } from "../live/useJobNews";
import { useTitle } from "../shell/useTitle";
import { Progress } from "./Progress";
import { RolloutActions } from "./RolloutActions";
import { isOver, type Rollout } from "./rollouts";

export default function RolloutPage() {
  const { id } = useParams<{ id: string }>();
  const query = useQuery({ queryKey: ["rollout", id], queryFn: () => ask(api.GET("/v1/rollouts/{id}", { params: { path: { id } } })), refetchOnMount: "always" });
  useJobNews(["rollout", id, "jobs"], !query.data || !isOver(query.data));
  useTitle(query.data && `Rollout of ${query.data.kind}`);
  return (
    <Found query={query} name="rollout" others={["/rollouts", "All rollouts"]}>
      {(rollout) => <RolloutView rollout={rollout} />}
    </Found>
  );
}

function RolloutView({ rollout }: { rollout: Rollout }) {
  return (
    <div className="page">
      <PageHead
        above={<Link href="/rollouts">Rollouts</Link>}
        title={<span className="mono">{rollout.kind}</span>}
        about={
          <div className="row wrap">
            <RolloutBadge status={rollout.status} />
            {rollout.tag && <Tag>{rollout.tag}</Tag>}
          </div>
        }
        actions={<RolloutActions rollout={rollout} />}
      />
      {rollout.message && (
        <div className="problem" role="status">
          <p>{rollout.message}</p>
        </div>
      )}
      <Panel>
        <div className="stack">
          <Progress rollout={rollout} />
          <Facts
            rows={[
              ["Servers", rollout.summary.servers],
              ["At once", rollout.parallel],
              ["First", rollout.canary || "none"],
              ["Stops after", `${rollout.stop_after_failures} ${rollout.stop_after_failures === 1 ? "failure" : "failures"}`],
              ["Started", <Time key="at" at={rollout.created_at} />],
              ["By", rollout.created_by.name],
              ["Ended", rollout.finished_at && <Time key="ended" at={rollout.finished_at} />],
              ["Identifier", <span key="id" className="mono">{rollout.id}</span>],
            ]}
          />
        </div>
      </Panel>
      <RolloutJobs id={rollout.id} />
      {rollout.skipped && rollout.skipped.length > 0 && <Skipped servers={rollout.skipped} />}
      {Object.keys(rollout.args as object).length > 0 && (
        <Panel title="Arguments">
          <pre className="data" tabIndex={0} aria-label="Arguments">
            {JSON.stringify(rollout.args, null, 2)}
          </pre>
        </Panel>
      )}
    </div>
  );
}

function RolloutJobs({ id }: { id: string }) {
  const nameOf = useServerNames();
  const list = usePaged<Job>(["rollout", id, "jobs"], (cursor) => ask(api.GET("/v1/rollouts/{id}/jobs", { params: { path: { id }, query: { cursor } } })) as unknown as Promise<{ data: Job[]; next_cursor: string | null }>);
  return (
    <Panel title="Jobs" flush>
      <PagedTable
        list={list}
        keyOf={(job) => job.id}
        empty={<Empty title="Nothing was asked yet">A server shows up here when its turn comes.</Empty>}
        columns={[
          { name: "Server", show: (job) => <Link href={`/jobs/${job.id}`}>{nameOf(job.server_id)}</Link> },
          { name: "Status", show: (job) => <JobBadge status={job.status} /> },
          { name: "Took", look: "numeric wide", show: (job) => job.duration_ms !== undefined && duration(job.duration_ms) },
          { name: "When", look: "wide", show: (job) => <Time at={job.created_at} /> },
        ]}
      />
    </Panel>
  );
}

function Skipped({ servers }: { servers: NonNullable<Rollout["skipped"]> }) {
  const nameOf = useServerNames();
  return (
    <Panel title="Skipped" about="They could not be asked." flush>
      <Table
        rows={servers}
        keyOf={(server) => server.server_id}
        columns={[
          { name: "Server", look: "strong", show: (server) => nameOf(server.server_id) },
          { name: "Why", show: (server) => server.message ?? "" },
        ]}
      />
    </Panel>
  );
}
