import type { Server, ServerNews, ServerStatus } from "../api/resources";

export interface FleetFilter {
  text: string;
  status: ServerStatus | "";
  tag: string;
}

const TRAIL = 40;

/**
 * The servers of the workspace as they are now. Who shows one server hears of that one only, so that a heartbeat repaints one
 * row; who shows the list hears when its rows or their order may be others.
 */
export class FleetStore {
  private readonly servers = new Map<string, Server>();
  private readonly trails = new Map<string, number[]>();
  private readonly rowListeners = new Map<string, Set<() => void>>();
  private readonly listListeners = new Set<() => void>();
  private version = 0;

  get(id: string): Server | undefined {
    return this.servers.get(id);
  }

  /** The latest CPU figures that were heard. */
  trail(id: string): readonly number[] {
    return this.trails.get(id) ?? [];
  }

  /** Changes with what a list shows. */
  listVersion = (): number => this.version;

  get size(): number {
    return this.servers.size;
  }

  /** What was read anew: the whole truth, but for what is kept of each server's trail. */
  replace(servers: readonly Server[]): void {
    this.servers.clear();
    for (const server of servers) this.set(server);
    this.changed();
    this.rowListeners.forEach((listeners) => listeners.forEach((listener) => listener()));
  }

  /** What is heard of one server: how it is now, or a heartbeat. */
  put(server: ServerNews): void {
    const before = this.servers.get(server.id);
    // A heartbeat of one that was not read yet: it is among those that are being read.
    if (!before && !isWhole(server)) return;
    const after = { ...before, ...server, metrics: server.metrics ?? before?.metrics } as Server;
    this.set(after);
    if (!before || before.status !== after.status || before.name !== after.name || before.tags.join("\0") !== after.tags.join("\0")) this.changed();
    this.rowListeners.get(server.id)?.forEach((listener) => listener());
  }

  /** Ids that a filter lets through, by name. */
  select(filter: FleetFilter): string[] {
    const text = filter.text.trim().toLowerCase();
    return [...this.servers.values()]
      .filter((server) => (!filter.status || server.status === filter.status) && (!filter.tag || server.tags.includes(filter.tag)) && matches(server, text))
      .sort(byName)
      .map((server) => server.id);
  }

  counts(): Record<ServerStatus, number> {
    const counts = { online: 0, offline: 0, pending: 0 };
    for (const server of this.servers.values()) counts[server.status]++;
    return counts;
  }

  tags(): string[] {
    return [...new Set([...this.servers.values()].flatMap((server) => server.tags))].sort((a, b) => a.localeCompare(b));
  }

  onRow(id: string, listener: () => void): () => void {
    const listeners = this.rowListeners.get(id) ?? new Set();
    this.rowListeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.rowListeners.delete(id);
    };
  }

  onList = (listener: () => void): (() => void) => {
    this.listListeners.add(listener);
    return () => this.listListeners.delete(listener);
  };

  private set(server: Server): void {
    this.servers.set(server.id, server);
    const cpu = server.metrics?.cpu_pct;
    if (cpu === undefined) return;
    const trail = this.trails.get(server.id) ?? [];
    this.trails.set(server.id, [...trail, cpu].slice(-TRAIL));
  }

  private changed(): void {
    this.version++;
    this.listListeners.forEach((listener) => listener());
  }
}

function isWhole(server: ServerNews): server is Server {
  return server.name !== undefined;
}

function matches(server: Server, text: string): boolean {
  return !text || [server.name, server.hostname ?? "", server.id, ...server.tags].some((word) => word.toLowerCase().includes(text));
}

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

export function byName(a: Server, b: Server): number {
  return names.compare(a.name, b.name) || (a.id < b.id ? -1 : 1);
}
