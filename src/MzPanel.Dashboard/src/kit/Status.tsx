import type { JobStatus, ServerStatus } from "../api/resources";
import "./status.css";

type Tone = "ok" | "warn" | "bad" | "busy" | "idle";

const SERVERS: Record<ServerStatus, [Tone, string]> = {
  online: ["ok", "Online"],
  offline: ["bad", "Offline"],
  pending: ["idle", "Not connected yet"],
};

const JOBS: Record<JobStatus, [Tone, string]> = {
  queued: ["idle", "Queued"],
  offered: ["busy", "Starting"],
  running: ["busy", "Running"],
  unknown: ["warn", "Out of sight"],
  succeeded: ["ok", "Succeeded"],
  failed: ["bad", "Failed"],
  cancelled: ["idle", "Cancelled"],
  timed_out: ["bad", "Timed out"],
  lost: ["bad", "Lost"],
  expired: ["warn", "Expired"],
};

const SITES: Record<string, [Tone, string]> = {
  pending: ["busy", "Being made"],
  active: ["ok", "Active"],
  disabled: ["idle", "Disabled"],
  failed: ["bad", "Failed"],
  deleting: ["busy", "Being deleted"],
};

const ROLLOUTS: Record<string, [Tone, string]> = {
  running: ["busy", "Running"],
  paused: ["warn", "Paused"],
  stopped: ["bad", "Stopped"],
  cancelled: ["idle", "Cancelled"],
  done: ["ok", "Done"],
};

const SNAPSHOTS: Record<string, [Tone, string]> = {
  done: ["ok", "There"],
  failed: ["bad", "Failed"],
  pruned: ["idle", "Taken away"],
};

export function Badge({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={`badge ${tone}`}>
      <span className="dot" aria-hidden />
      {children}
    </span>
  );
}

export function ServerBadge({ status }: { status: ServerStatus }) {
  const [tone, word] = SERVERS[status] ?? ["idle", status];
  return <Badge tone={tone}>{word}</Badge>;
}

export function JobBadge({ status }: { status: JobStatus }) {
  const [tone, word] = JOBS[status] ?? ["idle", status];
  return <Badge tone={tone}>{word}</Badge>;
}

export function SiteBadge({ status }: { status: string }) {
  const [tone, word] = SITES[status] ?? ["idle", status];
  return <Badge tone={tone}>{word}</Badge>;
}

export function RolloutBadge({ status }: { status: string }) {
  const [tone, word] = ROLLOUTS[status] ?? ["idle", status];
  return <Badge tone={tone}>{word}</Badge>;
}

export function SnapshotBadge({ status }: { status: string }) {
  const [tone, word] = SNAPSHOTS[status] ?? ["idle", status];
  return <Badge tone={tone}>{word}</Badge>;
}

/** The dot alone, where the word stands beside it or would repeat itself a thousand times. */
export function ServerDot({ status }: { status: ServerStatus }) {
  const [tone, word] = SERVERS[status] ?? ["idle", status];
  return <span className={`dot ${tone}`} role="img" aria-label={word} title={word} />;
}

export function Tag({ children }: { children: string }) {
  return <span className="tag">{children}</span>;
}
