import { useQuery } from "@tanstack/react-query";
import { Archive } from "lucide-react";
import { Link, useSearchParams } from "wouter";
import { api, ask } from "../api/client";
import { readAllServers } from "../fleet/useFleet";
import { LinkButton } from "../kit/Button";
import { Empty } from "../kit/Panel";
import { SnapshotBadge } from "../kit/Status";
import { PagedTable } from "../kit/Table";
import { Time } from "../kit/Time";
import { bytes } from "../kit/sizes";
import { usePaged } from "../kit/usePaged";
import type { Snapshot } from "./backups";
import { destinationsQuery, plansQuery } from "./lists";

const STATUSES = [
  { id: "done", name: "there" },
  { id: "failed", name: "failed" },
  { id: "pruned", name: "taken away" },
];

export function SnapshotsTab() {
  const [params, setParams] = useSearchParams();
  const [plan, server, destination, status] = ["plan", "server", "destination", "status"].map((name) => params.get(name) || undefined);
  const list = usePaged<Snapshot>(["snapshots", { plan, server, destination, status }], (cursor) =>
    ask(api.GET("/v1/backups/snapshots", { params: { query: { plan_id: plan, server_id: server, destination_id: destination, status, cursor } } })),
  );
  const { data: servers } = useQuery({ queryKey: ["fleet"], queryFn: readAllServers });
  const { data: plans } = useQuery(plansQuery);
  const { data: destinations } = useQuery(destinationsQuery);
  const isFiltered = Boolean(plan || server || destination || status);
  const filter = (name: string, any: string, value: string | undefined, choices: readonly { id: string; name: string }[] | undefined) => (
    <select className="input fit" aria-label={any} value={value ?? ""} onChange={(e) => setParams(next(params, name, e.target.value), { replace: true })}>
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
      {(list.rows.length > 0 || isFiltered) && (
        <div className="row wrap" role="search">
          {filter("plan", "Any plan", plan, plans)}
          {filter("server", "Any server", server, servers)}
          {filter("destination", "Any destination", destination, destinations)}
          {filter("status", "Any status", status, STATUSES)}
        </div>
      )}
      <div className="panel">
        <PagedTable
          list={list}
          keyOf={(row) => row.id}
          empty={
            <Empty icon={<Archive />} title={isFiltered ? "No snapshot fits" : "No snapshots yet"} action={!isFiltered && <LinkButton href="/backups">Plans</LinkButton>}>
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

function next(params: URLSearchParams, name: string, value: string): URLSearchParams {
  const all = new URLSearchParams(params);
  if (value) all.set(name, value);
  else all.delete(name);
  return all;
}
