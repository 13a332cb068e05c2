import { ApiError } from "../api/apiError";
import type { Schemas } from "../api/client";
import type { Job, PanelEvent, ServerNews } from "../api/resources";
import { followStream, type LinkState } from "./eventStream";

export type LiveEvent =
  | { name: "server"; data: ServerNews }
  | { name: "job"; data: Job }
  | { name: "event"; data: PanelEvent }
  | { name: "rollout"; data: Schemas["Rollout"] }
  | { name: "reset"; data: unknown };

type Said =
  | { kind: "event"; event: LiveEvent; lastId: string | null }
  | { kind: "state"; state: LinkState }
  | { kind: "refused"; code: string }
  | { kind: "ask" };

/**
 * What happens in the workspace. All tabs of a person share one stream: a browser opens six connections to an origin and no more.
 * The tab that holds the lock reads it and tells the others; when it goes, the next one goes on behind the last id they all know.
 */
export class LiveFeed {
  private readonly stop = new AbortController();
  private readonly channel: BroadcastChannel;
  private readonly listeners = new Set<(event: LiveEvent) => void>();
  private readonly stateListeners = new Set<() => void>();
  private lastId: string | null = null;
  private leads = false;
  private current: LinkState = "opening";

  constructor(
    private readonly name: string,
    private readonly onRefused: (code: string) => void,
  ) {
    this.channel = new BroadcastChannel(name);
    this.channel.onmessage = (message: MessageEvent<Said>) => this.hear(message.data);
  }

  get state(): LinkState {
    return this.current;
  }

  start(): void {
    this.channel.postMessage({ kind: "ask" } satisfies Said);
    void navigator.locks.request(this.name, { signal: this.stop.signal }, () => this.lead()).catch(() => undefined);
  }

  close(): void {
    this.stop.abort();
    this.channel.close();
  }

  subscribe(listener: (event: LiveEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onState(listener: () => void): () => void {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  }

  private async lead(): Promise<void> {
    this.leads = true;
    try {
      await followStream({
        url: "/v1/live",
        lastId: this.lastId,
        signal: this.stop.signal,
        onState: (state) => this.tell({ kind: "state", state }),
        onEvent: ({ name, data }, lastId) => this.tell({ kind: "event", event: { name, data: JSON.parse(data) } as LiveEvent, lastId }),
      });
    } catch (error) {
      this.tell({ kind: "refused", code: error instanceof ApiError ? error.code : "internal" });
    }
  }

  private tell(said: Said): void {
    if (this.stop.signal.aborted) return;
    this.channel.postMessage(said);
    this.hear(said);
  }

  private hear(said: Said): void {
    if (said.kind === "ask") {
      if (this.leads) this.channel.postMessage({ kind: "state", state: this.current } satisfies Said);
    } else if (said.kind === "state") {
      this.current = said.state;
      this.stateListeners.forEach((listener) => listener());
    } else if (said.kind === "refused") {
      this.onRefused(said.code);
    } else {
      this.lastId = said.lastId ?? this.lastId;
      this.listeners.forEach((listener) => listener(said.event));
    }
  }
}
