import { Plus, Waves } from "lucide-react";
import { Link } from "wouter";
import { api, ask } from "../api/client";
import { LinkButton } from "../kit/Button";
import { Empty, PageHead } from "../kit/Panel";
import { RolloutBadge, Tag } from "../kit/Status";
import { PagedTable } from "../kit/Table";
import { Time } from "../kit/Time";
import { usePaged } from "../kit/usePaged";
import { useTitle } from "../shell/useTitle";
import { Progress } from "./Progress";
import type { Rollout } from "./rollouts";

export default function RolloutsPage() {
  useTitle("Rollouts");
  const list = usePaged<Rollout>(["rollouts"], (cursor) => ask(api.GET("/v1/rollouts", { params: { query: { cursor } } })));
  const make = (
    <LinkButton look="primary" href="/rollouts/new" icon={<Plus />}>
      New rollout
    </LinkButton>
  );
  return (
    <div className="page">
      <PageHead title="Rollouts" actions={list.rows.length > 0 && make} />
      <div className="panel">
        <PagedTable
          list={list}
          keyOf={(row) => row.id}
          empty={
            <Empty icon={<Waves />} title="No rollouts yet" action={make}>
              A rollout runs one command on many servers, a few at a time, and stops by itself when too many fail.
            </Empty>
          }
          columns={[
            {
              name: "Rollout",
              show: (row) => (
                <>
                  <Link href={`/rollouts/${row.id}`} className="mono">
                    {row.kind}
                  </Link>
                  <div className="muted">
                    <Time at={row.created_at} /> by {row.created_by.name}
                  </div>
                </>
              ),
            },
            { name: "Where", look: "wide", show: (row) => (row.tag ? <Tag>{row.tag}</Tag> : `${row.summary.servers} ${row.summary.servers === 1 ? "server" : "servers"}`) },
            { name: "Status", show: (row) => <RolloutBadge status={row.status} /> },
            { name: "Progress", look: "wide", show: (row) => <Progress rollout={row} /> },
          ]}
        />
      </div>
    </div>
  );
}
