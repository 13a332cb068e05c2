import { useQuery } from "@tanstack/react-query";
import { DatabaseBackup, Plus } from "lucide-react";
import { Link } from "wouter";
import { api, ask } from "../api/client";
import { useServerNames } from "../jobs/useServerNames";
import { LinkButton } from "../kit/Button";
import { Empty } from "../kit/Panel";
import { Badge } from "../kit/Status";
import { PagedTable } from "../kit/Table";
import { Time } from "../kit/Time";
import { usePaged } from "../kit/usePaged";
import { useJobNews } from "../live/useJobNews";
import { PlanActions } from "./PlanActions";
import type { Plan } from "./backups";
import { destinationsQuery } from "./lists";

export function PlansTab() {
  const list = usePaged<Plan>(["plans", "list"], (cursor) => ask(api.GET("/v1/backups/plans", { params: { query: { cursor } } })));
  useJobNews(["plans"]);
  const { data: destinations } = useQuery({ ...destinationsQuery, refetchOnMount: "always" });
  const nameOf = useServerNames();
  const destinationOf = (id: string) => destinations?.find((one) => one.id === id)?.name ?? id;
  const make = (
    <LinkButton look="primary" href="/backups/plans/new" icon={<Plus />}>
      New plan
    </LinkButton>
  );
  return (
    <>
      {list.rows.length > 0 && <div className="row end">{make}</div>}
      <div className="panel">
        <PagedTable
          list={list}
          keyOf={(row) => row.id}
          empty={
            <Empty icon={<DatabaseBackup />} title="No plans yet" action={make}>
              A plan saves a server by the clock, with restic.
              {destinations?.length === 0 && " It needs a destination first: see the last tab."}
            </Empty>
          }
          columns={[
            {
              name: "Plan",
              show: (row) => (
                <>
                  <Link className="strong" href={`/backups/plans/${row.id}`}>
                    {row.name}
                  </Link>
                  <div className="muted">{row.kind === "full" ? "files and databases" : "databases"}</div>
                </>
              ),
            },
            { name: "Server", look: "wide", show: (row) => <Link href={`/servers/${row.server_id}`}>{nameOf(row.server_id)}</Link> },
            { name: "To", look: "wide", show: (row) => row.destination_ids.map(destinationOf).join(", ") },
            { name: "Last run", look: "wide", show: lastRun },
            { name: "Next run", show: (row) => (row.next_run_at ? <Time at={row.next_run_at} /> : <Badge tone="idle">Disabled</Badge>) },
            { name: "Actions", look: "actions", show: (row) => <PlanActions plan={row} /> },
          ]}
        />
      </div>
    </>
  );
}

function lastRun({ last_run: last, id }: Plan) {
  if (!last) return <span className="muted">not yet</span>;
  return (
    <>
      <Link href={`/backups/snapshots?plan=${id}`}>
        <Time at={last.at} />
      </Link>
      {last.message && <div className="muted">{last.message}</div>}
    </>
  );
}
