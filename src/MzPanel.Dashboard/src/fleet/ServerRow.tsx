import { memo } from "react";
import { Link } from "wouter";
import type { Server } from "../api/resources";
import { Bar } from "../kit/Bar";
import { ServerDot, Tag } from "../kit/Status";
import { Time } from "../kit/Time";
import { bytes, percent } from "../kit/sizes";
import type { FleetStore } from "./fleetStore";
import { Sparkline } from "./Sparkline";
import { useFleetServer } from "./useFleet";

export const ServerRow = memo(function ServerRow({ store, id }: { store: FleetStore; id: string }) {
  const server = useFleetServer(store, id);
  if (!server) return null;
  return (
    <Link href={`/servers/${server.id}`} className="server-row">
      <ServerDot status={server.status} />
      <span className="server-name">
        <span className="ellipsis">{server.name}</span>
        <span className="server-about ellipsis">{about(server)}</span>
      </span>
      <span className="server-tags">
        {server.tags.slice(0, 3).map((tag) => (
          <Tag key={tag}>{tag}</Tag>
        ))}
        {server.tags.length > 3 && <span className="muted">+{server.tags.length - 3}</span>}
      </span>
      <Gauges server={server} />
      <span className="server-spark">
        <Sparkline values={store.trail(id)} label="CPU lately" />
      </span>
      <span className="server-jobs number">{jobs(server)}</span>
      <span className="server-seen">{server.status === "online" ? <span className="muted">now</span> : server.last_seen_at ? <Time at={server.last_seen_at} /> : "never"}</span>
    </Link>
  );
});

function Gauges({ server }: { server: Server }) {
  const metrics = server.status === "online" ? server.metrics : undefined;
  const disk = fullest(server);
  return (
    <>
      <Gauge label="CPU" value={metrics?.cpu_pct} />
      <Gauge
        label="Memory"
        value={percent(metrics?.mem_used, metrics?.mem_total)}
        text={metrics?.mem_used !== undefined && metrics.mem_total ? `${bytes(metrics.mem_used)} of ${bytes(metrics.mem_total)}` : undefined}
      />
      <Gauge label="Disk" value={metrics && disk?.value} text={disk && `${disk.mount}: ${bytes(disk.used)} of ${bytes(disk.total)}`} />
    </>
  );
}

function Gauge({ label, value, text }: { label: string; value: number | undefined; text?: string | undefined }) {
  return (
    <span className={`server-gauge gauge-${label.toLowerCase()}`}>
      <Bar label={label} value={value} text={text} />
      <span className="number">{value === undefined ? "–" : `${Math.round(value)} %`}</span>
    </span>
  );
}

/** The mounted file system that has the least room left, by share. */
export function fullest(server: Server) {
  return (server.metrics?.disks ?? [])
    .map((disk) => ({ ...disk, value: percent(disk.used, disk.total) ?? 0 }))
    .reduce<{ mount: string; used: number; total: number; value: number } | undefined>((most, disk) => (!most || disk.value > most.value ? disk : most), undefined);
}

function about(server: Server): string {
  const system = server.os ? `${server.os} ${server.os_version ?? ""}`.trim() : "";
  return [server.hostname, system].filter(Boolean).join(" · ") || "Waits for its agent";
}

function jobs(server: Server): string {
  const { running, queued } = server.jobs;
  if (running + queued === 0) return "";
  return [running > 0 && `${running} running`, queued > 0 && `${queued} queued`].filter(Boolean).join(", ");
}
