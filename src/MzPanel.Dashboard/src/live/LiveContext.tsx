import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import type { Account } from "../api/resources";
import { applyToCache } from "./cacheUpdates";
import type { LinkState } from "./eventStream";
import { LiveFeed, type LiveEvent } from "./liveFeed";

const Feed = createContext<LiveFeed | null>(null);

/** Opens the feed of the workspace for everything below, and keeps what was read up to date with it. */
export function LiveProvider({ account, onRefused, children }: { account: Account; onRefused: (code: string) => void; children: ReactNode }) {
  const queries = useQueryClient();
  const [feed, setFeed] = useState<LiveFeed | null>(null);
  const name = `mzpanel-live-${account.workspace.id}-${account.user.id}`;
  useEffect(() => {
    const opened = new LiveFeed(name, onRefused);
    const ends = opened.subscribe((event) => applyToCache(queries, event));
    opened.start();
    setFeed(opened);
    return () => {
      ends();
      opened.close();
    };
  }, [name, queries, onRefused]);
  return <Feed value={feed}>{children}</Feed>;
}

/** Hears every event while the component is shown. `listener` should be stable. */
export function useLive(listener: (event: LiveEvent) => void): void {
  const feed = useContext(Feed);
  useEffect(() => feed?.subscribe(listener), [feed, listener]);
}

/** How the link to the control plane is. */
export function useLinkState(): LinkState {
  const feed = useContext(Feed);
  return useSyncExternalStore(
    (changed) => feed?.onState(changed) ?? (() => undefined),
    () => feed?.state ?? "opening",
  );
}
