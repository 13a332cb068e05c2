import { Ellipsis, KeyRound, Pencil, Play, RefreshCw, Trash2 } from "lucide-react";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, useState } from "react";
import { Link, useLocation, useParams } from "wouter";
import { ApiError } from "../api/apiError";
import { api, ask } from "../api/client";
import type { Server } from "../api/resources";
import { IconButton, LinkButton } from "../kit/Button";
import { Confirm } from "../kit/Dialog";
import { Menu, MenuItem, MenuLine } from "../kit/Menu";
import { Empty, PageHead } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { ServerBadge, Tag } from "../kit/Status";
import { Tabs } from "../kit/Tabs";
import { Wait } from "../kit/Wait";
import { say } from "../kit/toasts";
import { JobsList } from "../jobs/JobsList";
import { useMay } from "../shell/session";
import { useTitle } from "../shell/useTitle";
import { EditServer } from "./EditServer";
import { EventsTab } from "./EventsTab";
import { DisksTab, PackagesTab, ServicesTab, SitesOnServerTab } from "./InventoryTabs";
import { NewInstallLine } from "./NewInstallLine";
import { CronTab, DatabasesTab, FirewallTab } from "./SystemTabs";
import { useServer } from "./useServer";
import "./server.css";

const OverviewTab = lazy(() => import("./OverviewTab"));

const TABS = [
  ["", "Overview"],
  ["jobs", "Jobs"],
  ["events", "Events"],
  ["sites", "Sites"],
  ["services", "Services"],
  ["packages", "Packages"],
  ["disks", "Disks"],
  ["databases", "Databases"],
  ["cron", "Cron"],
  ["firewall", "Firewall"],
] as const;

export default function ServerPage() {
  const { id, tab = "" } = useParams<{ id: string; tab?: string }>();
  const { data: server, error, refetch } = useServer(id);
  useTitle(server?.name);
  if (!server) {
    const isGone = error instanceof ApiError && error.status === 404;
    return (
      <div className="page">
        {isGone ? <Empty whole title="There is no such server" action={<LinkButton href="/">Go to the fleet</LinkButton>}>It was deleted, or it is not in your scope.</Empty> : error ? <Problem error={error} retry={() => void refetch()} /> : <Wait />}
      </div>
    );
  }
  const home = `/servers/${id}`;
  return (
    <div className="page">
      <PageHead
        above={<Link href="/">Fleet</Link>}
        title={server.name}
        about={
          <div className="row wrap">
            <ServerBadge status={server.status} />
            {server.hostname && <span className="mono">{server.hostname}</span>}
            {server.tags.map((tag) => (
              <Tag key={tag}>{tag}</Tag>
            ))}
          </div>
        }
        actions={
          <>
            <LinkButton look="primary" href={`${home}/run`} icon={<Play />}>
              Run
            </LinkButton>
            <ServerMenu server={server} />
          </>
        }
      />
      <Tabs label="Parts of the server" tabs={TABS.map(([name, text]) => [name ? `${home}/${name}` : home, text] as const)} current={tab ? `${home}/${tab}` : home} />
      <TabContent server={server} tab={tab} />
    </div>
  );
}

function TabContent({ server, tab }: { server: Server; tab: string }) {
  if (tab === "") return <OverviewTab server={server} />;
  if (tab === "jobs") return <JobsList filter={{ server_id: server.id }} hideServer empty={<LinkButton look="primary" href={`/servers/${server.id}/run`}>Run something</LinkButton>} />;
  if (tab === "events") return <EventsTab serverId={server.id} />;
  if (tab === "sites") return <SitesOnServerTab server={server} />;
  if (tab === "services") return <ServicesTab server={server} />;
  if (tab === "packages") return <PackagesTab server={server} />;
  if (tab === "disks") return <DisksTab server={server} />;
  if (tab === "databases") return <DatabasesTab server={server} />;
  if (tab === "cron") return <CronTab server={server} />;
  if (tab === "firewall") return <FirewallTab server={server} />;
  return <Empty title="There is no such page" action={<LinkButton href={`/servers/${server.id}`}>Overview</LinkButton>} />;
}

type Asking = "edit" | "install" | "rotate" | "delete" | null;

function ServerMenu({ server }: { server: Server }) {
  const mayManage = useMay("manage_servers");
  const [asking, setAsking] = useState<Asking>(null);
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  if (!mayManage) return null;
  const path = { params: { path: { id: server.id } } };
  const close = () => setAsking(null);
  return (
    <>
      <Menu trigger={<IconButton label="More" icon={<Ellipsis />} />}>
        <MenuItem icon={<Pencil />} onClick={() => setAsking("edit")}>
          Name and tags
        </MenuItem>
        <MenuItem icon={<KeyRound />} onClick={() => setAsking("install")}>
          New install line
        </MenuItem>
        {server.agent_version && (
          <MenuItem icon={<RefreshCw />} onClick={() => setAsking("rotate")}>
            Rotate the agent’s token
          </MenuItem>
        )}
        <MenuLine />
        <MenuItem icon={<Trash2 />} danger onClick={() => setAsking("delete")}>
          Delete
        </MenuItem>
      </Menu>
      <EditServer server={server} open={asking === "edit"} onClose={close} />
      <NewInstallLine server={server} open={asking === "install"} onClose={close} />
      <Confirm
        open={asking === "rotate"}
        onClose={close}
        title="Rotate the agent’s token?"
        action="Rotate"
        onConfirm={async () => {
          await ask(api.POST("/v1/servers/{id}/rotate-token", path));
          say("The agent gets its new token over its link.");
        }}
      >
        <p>The agent is given a new token over its link, now or when it is back. The old one is good until the new one was used.</p>
      </Confirm>
      <Confirm
        open={asking === "delete"}
        onClose={close}
        title={`Delete ${server.name}?`}
        name={server.name}
        action="Delete server"
        onConfirm={async () => {
          await ask(api.DELETE("/v1/servers/{id}", path));
          queries.removeQueries({ queryKey: ["server", server.id] });
          void queries.invalidateQueries({ queryKey: ["fleet"] });
          void queries.invalidateQueries({ queryKey: ["account"] });
          say(`${server.name} is deleted.`);
          navigate("/");
        }}
      >
        <p>Its agent is disconnected for good, and its place in your quota is free at once.</p>
        <p>The VPS itself is left alone: nothing on it is removed.</p>
      </Confirm>
    </>
  );
}
