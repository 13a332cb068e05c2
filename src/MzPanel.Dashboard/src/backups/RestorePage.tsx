import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "wouter";
import { api, ask } from "../api/client";
import { useServerNames } from "../jobs/useServerNames";
import { Found } from "../kit/Found";
import { Empty, Facts, PageHead, Panel } from "../kit/Panel";
import { SnapshotBadge } from "../kit/Status";
import { Time } from "../kit/Time";
import { bytes } from "../kit/sizes";
import { useTitle } from "../shell/useTitle";
import { RestoreForm } from "./RestoreForm";
import { destinationsQuery, plansQuery } from "./lists";

export default function RestorePage() {
  const { id } = useParams<{ id: string }>();
  useTitle("Restore");
  const query = useQuery({ queryKey: ["snapshot", id], queryFn: () => ask(api.GET("/v1/backups/snapshots/{id}", { params: { path: { id } } })), gcTime: 0 });
  const { data: plans } = useQuery(plansQuery);
  const { data: destinations } = useQuery(destinationsQuery);
  const nameOf = useServerNames();
  return (
    <Found query={query} name="snapshot" others={["/backups/snapshots", "All snapshots"]}>
      {(snapshot) => (
        <div className="page narrow">
          <PageHead above={<Link href="/backups/snapshots">Snapshots</Link>} title="Restore" about={<SnapshotBadge status={snapshot.status} />} />
          <Panel>
            <Facts
              rows={[
                ["Taken", <Time at={snapshot.taken_at} />],
                ["Server", <Link href={`/servers/${snapshot.server_id}`}>{nameOf(snapshot.server_id)}</Link>],
                ["Plan", plans?.find((plan) => plan.id === snapshot.plan_id)?.name],
                ["Destination", destinations?.find((one) => one.id === snapshot.destination_id)?.name],
                ["Size", snapshot.size_bytes !== undefined && bytes(snapshot.size_bytes)],
                ["Files", snapshot.files?.toLocaleString()],
              ]}
            />
          </Panel>
          {snapshot.status === "done" ? (
            <RestoreForm snapshot={snapshot} server={nameOf(snapshot.server_id)} />
          ) : (
            <Panel>
              <Empty title="There is nothing to restore">{snapshot.status === "pruned" ? "The retention of its plan has taken it away." : (snapshot.error?.message ?? "This run made no snapshot.")}</Empty>
            </Panel>
          )}
        </div>
      )}
    </Found>
  );
}
