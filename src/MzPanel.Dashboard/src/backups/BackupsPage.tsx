import { useParams } from "wouter";
import { PageHead } from "../kit/Panel";
import { Tabs } from "../kit/Tabs";
import { useTitle } from "../shell/useTitle";
import { DestinationsTab } from "./DestinationsTab";
import { PlansTab } from "./PlansTab";
import { SnapshotsTab } from "./SnapshotsTab";

const TABS = [
  ["/backups", "Plans"],
  ["/backups/snapshots", "Snapshots"],
  ["/backups/destinations", "Destinations"],
] as const;

export default function BackupsPage() {
  useTitle("Backups");
  const { tab } = useParams<{ tab?: string }>();
  return (
    <div className="page">
      <PageHead title="Backups" />
      <Tabs label="Backups" tabs={TABS} current={tab ? `/backups/${tab}` : "/backups"} />
      {tab === "snapshots" ? <SnapshotsTab /> : tab === "destinations" ? <DestinationsTab /> : <PlansTab />}
    </div>
  );
}
