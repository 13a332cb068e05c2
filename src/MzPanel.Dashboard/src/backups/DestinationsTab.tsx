import { HardDrive, Plus } from "lucide-react";
import { Link } from "wouter";
import { api, ask } from "../api/client";
import { useServerNames } from "../jobs/useServerNames";
import { LinkButton } from "../kit/Button";
import { Empty } from "../kit/Panel";
import { PagedTable } from "../kit/Table";
import { usePaged } from "../kit/usePaged";
import { useMay } from "../shell/session";
import { placeOf, TYPES, type Destination } from "./backups";

export function DestinationsTab() {
  const list = usePaged<Destination>(["destinations", "list"], (cursor) => ask(api.GET("/v1/backups/destinations", { params: { query: { cursor } } })));
  const mayChange = useMay("manage_destinations");
  const nameOf = useServerNames();
  const make = mayChange && (
    <LinkButton look="primary" href="/backups/destinations/new" icon={<Plus />}>
      New destination
    </LinkButton>
  );
  return (
    <>
      {list.rows.length > 0 && make && <div className="row end">{make}</div>}
      <div className="panel">
        <PagedTable
          list={list}
          keyOf={(row) => row.id}
          empty={
            <Empty icon={<HardDrive />} title="No destinations yet" action={make}>
              A destination is where backups go: a folder, object storage or another server. {!mayChange && "Owners and admins add them."}
            </Empty>
          }
          columns={[
            { name: "Destination", look: "strong", show: (row) => <Link href={`/backups/destinations/${row.id}`}>{row.name}</Link> },
            { name: "What it is", look: "wide", show: (row) => TYPES.find(([type]) => type === row.type)?.[1] ?? row.type },
            { name: "Where", look: "mono", show: placeOf },
            { name: "Servers that save there", look: "wide", show: (row) => row.sealed_for.map(nameOf).join(", ") || <span className="muted">none yet</span> },
          ]}
        />
      </div>
    </>
  );
}
