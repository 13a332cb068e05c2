import type { Schemas } from "./client";

export type Account = Schemas["Account"];
export type Command = Schemas["Command"];
export type LogLine = Schemas["LogLine"];
export type PanelEvent = Schemas["Event"];
export type Site = Schemas["Site"];

/** A heartbeat; what a platform cannot measure is absent. */
export interface Metrics {
  uptime_s?: number;
  cpu_pct?: number;
  load?: number[];
  mem_total?: number;
  mem_used?: number;
  swap_total?: number;
  swap_used?: number;
  disks?: { mount: string; total: number; used: number }[];
  net?: { rx_bytes: number; tx_bytes: number };
}

export type ServerStatus = "pending" | "online" | "offline";

export type Server = Omit<Schemas["Server"], "metrics" | "status"> & { metrics?: Metrics; status: ServerStatus };

/** What the live stream tells of a server: all of it, or with a heartbeat only what that brings. */
export type ServerNews = Pick<Server, "id" | "status"> & Partial<Server>;

export type JobStatus = "queued" | "offered" | "running" | "unknown" | "succeeded" | "failed" | "cancelled" | "timed_out" | "lost" | "expired";

export type Job = Omit<Schemas["Job"], "status" | "created_by" | "args" | "result"> & {
  status: JobStatus;
  args: Record<string, unknown>;
  created_by: { type: string; id: string; name?: string };
  result?: unknown;
};

export interface Page<T> {
  data: T[];
  next_cursor: string | null;
}
