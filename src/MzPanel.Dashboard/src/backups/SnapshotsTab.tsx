import { useQuery } from "@tanstack/react-query";
import { Archive } from "lucide-react";
import { Link } from "wouter";
import { api, ask } from "../api/client";
import { readAllServers } from "../fleet/useFleet";
import { Button, LinkButton } from "../kit/Button";
import { Empty } from "../kit/Panel";
import { SnapshotBadge } from "../kit/Status";
import { PagedTable } from "../kit/Table";
import { Time } from "../kit/Time";
import { bytes } from "../kit/sizes";
import { useChosen } from "../kit/useChosen";
import { usePaged } from "../kit/usePaged";
import { useJobNews } from "../live/useJobNews";
import type { Snapshot } from "./backups";
import { destinationsQuery, plansQuery } from "./lists";

const STATUSES = [
  { id: "done", name: "there" },
  { id: "failed", name: "failed" },
  { id: "pruned", name: "taken away" },
];

export function SnapshotsTab() {
  const [chosen, choose] = useChosen("plan", "server", "destination", "status");
  const { plan, server, destination, status } = chosen;
  const list = usePaged<Snapshot>(["snapshots", chosen], (cursor) =>
    ask(api.GET("/v1/backups/snapshots", { params: { query: { plan_id: plan || undefined, server_id: server || undefined, destination_id: destination || undefined, status: status || undefined, cursor } } })),
  );
  useJobNews(["snapshots"]);
  const { data: servers } = useQuery({ queryKey: ["fleet"], queryFn: readAllServers });
  const { data: plans } = useQuery(plansQuery);
  const { data: destinations } = useQuery(destinationsQuery);
  const isFiltered = Boolean(plan || server || destination || status);
  const filter = (name: keyof typeof chosen, any: string, choices: readonly { id: string; name: string }[] | undefined) => (
    <select className="input fit" aria-label={any} value={chosen[name]} onChange={(e) => choose({ [name]: e.target.value })}>
      <option value="">{any}</option>
      {choices?.map((one) => (
        <option key={one.id} value={one.id}>
          {one.name}
        </option>
      ))}
    </select>
  );
  const nameOf = (all: readonly { id: string; name: string }[] | undefined, id: string) => all?.find((one) => one.id === id)?.name;
  return (
    <>
      {(list.rows.length > 0 || isFiltered || list.query.isPending) && (
        <div className="row wrap" role="search">
          {filter("plan", "Any plan", plans)}
          {filter("server", "Any server", servers)}
          {filter("destination", "Any destination", destinations)}
          {filter("status", "Any status", STATUSES)}
        </div>
      )}
      <div className="panel">
        <PagedTable
          list={list}
          keyOf={(row) => row.id}
          empty={
            <Empty icon={<Archive />} title={isFiltered ? "No snapshot fits" : "No snapshots yet"} action={isFiltered ? <Button onClick={() => choose({ plan: "", server: "", destination: "", status: "" })}>Show all</Button> : <LinkButton href="/backups">Plans</LinkButton>}>
              {isFiltered ? "None is what you look for." : "Each run of a plan leaves one at each of its destinations. Run a plan to have the first."}
            </Empty>
          }
          columns={[
            { name: "Taken", show: (row) => <Taken row={row} plan={nameOf(plans, row.plan_id)} /> },
            { name: "Server", look: "wide", show: (row) => <Link href={`/servers/${row.server_id}`}>{nameOf(servers, row.server_id) ?? row.server_id}</Link> },
            { name: "At", look: "wide", show: (row) => nameOf(destinations, row.destination_id) ?? <span className="muted">removed</span> },
            { name: "Size", look: "numeric wide", show: (row) => row.size_bytes !== undefined && bytes(row.size_bytes) },
            { name: "Files", look: "numeric wide", show: (row) => row.files?.toLocaleString() },
            { name: "Status", show: (row) => <Link href={`/jobs/${row.job_id}`} title={row.error?.message}><SnapshotBadge status={row.status} /></Link> },
            { name: "Actions", look: "actions", show: (row) => row.status === "done" && <LinkButton small href={`/backups/snapshots/${row.id}`}>Restore</LinkButton> },
          ]}
        />
      </div>
    </>
  );
}

function Taken({ row, plan }: { row: Snapshot; plan: string | undefined }) {
  return (
    <>
      <Time at={row.taken_at} />
      <div className="muted">{row.error?.message ?? plan ?? "its plan is gone"}</div>
    </>
  );
}
