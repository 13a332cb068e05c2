import { Link } from "wouter";
import type { Server } from "../api/resources";
import { Bar } from "../kit/Bar";
import { LinkButton } from "../kit/Button";
import { Empty, Facts, Panel } from "../kit/Panel";
import { Time } from "../kit/Time";
import { bytes, percent } from "../kit/sizes";
import { duration } from "../kit/times";
import { JobsList } from "../jobs/JobsList";
import { MetricsCharts } from "../metrics/MetricsCharts";
import { useMay } from "../shell/session";
import { fullest } from "../fleet/ServerRow";

export default function OverviewTab({ server }: { server: Server }) {
  const mayAdd = useMay("add_servers");
  if (server.status === "pending" && !server.agent_version)
    return (
      <Panel>
        <Empty title="No agent yet" action={mayAdd && <LinkButton href="/servers/new">Add another server</LinkButton>}>
          Run its install line on the VPS. If the line is lost, make a new one in the menu above.
        </Empty>
      </Panel>
    );
  return (
    <>
      <LiveFigures server={server} />
      <MetricsCharts server={server} />
      <Panel title="Facts">
        <Facts
          rows={[
            ["Host name", server.hostname && <span className="mono">{server.hostname}</span>],
            ["System", [server.os, server.os_version].filter(Boolean).join(" ") || undefined],
            ["Platform", server.arch],
            ["Agent", server.agent_version],
            ["Up for", server.status === "online" && server.metrics?.uptime_s !== undefined ? duration(server.metrics.uptime_s * 1_000) : undefined],
            ["Last seen", server.last_seen_at && (server.status === "online" ? "now" : <Time at={server.last_seen_at} />)],
            ["Added", <Time key="added" at={server.created_at} />],
            ["Identifier", <span key="id" className="mono">{server.id}</span>],
          ]}
        />
      </Panel>
      <Panel title="Latest jobs" flush actions={<Link href={`/servers/${server.id}/jobs`}>All jobs</Link>}>
        <JobsList filter={{ server_id: server.id }} hideServer first={5} empty={<LinkButton href={`/servers/${server.id}/run`}>Run something</LinkButton>} />
      </Panel>
    </>
  );
}

function LiveFigures({ server }: { server: Server }) {
  const metrics = server.status === "online" ? server.metrics : undefined;
  const disk = metrics && fullest(server);
  const memory = percent(metrics?.mem_used, metrics?.mem_total);
  return (
    <div className="live-grid">
      <Figure name="CPU" value={metrics?.cpu_pct} about={metrics?.load?.[0] !== undefined ? `load ${metrics.load[0].toFixed(2)}` : undefined} />
      <Figure name="Memory" value={memory} about={metrics?.mem_used !== undefined && metrics.mem_total ? `${bytes(metrics.mem_used)} of ${bytes(metrics.mem_total)}` : undefined} />
      <Figure name={disk ? `Disk ${disk.mount}` : "Disk"} value={disk?.value} about={disk && `${bytes(disk.used)} of ${bytes(disk.total)}`} />
      <Figure name="Swap" value={metrics?.swap_total === 0 ? undefined : percent(metrics?.swap_used, metrics?.swap_total)} about={metrics?.swap_total === 0 ? "none" : metrics?.swap_used !== undefined ? bytes(metrics.swap_used) : undefined} />
    </div>
  );
}

function Figure({ name, value, about }: { name: string; value: number | undefined; about?: string | undefined }) {
  return (
    <section className="live-figure">
      <h3>{name}</h3>
      <div className="value">
        {value === undefined ? "–" : `${value.toFixed(value < 10 ? 1 : 0)} %`} {about && <small>{about}</small>}
      </div>
      <Bar label={name} value={value} />
    </section>
  );
}
