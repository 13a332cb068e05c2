import { useQuery } from "@tanstack/react-query";
import { useCallback, useLayoutEffect, useState, useSyncExternalStore } from "react";
import { api, ask } from "../api/client";
import type { Page, Server } from "../api/resources";
import { useLive } from "../live/LiveContext";
import type { LiveEvent } from "../live/liveFeed";
import { byName, FleetStore } from "./fleetStore";

const PAGE = 200;

/** Every server of the workspace, kept up to date by the live stream. */
export function useFleet() {
  const [store] = useState(() => new FleetStore());
  const query = useQuery({ queryKey: ["fleet"], queryFn: readAllServers, refetchOnMount: "always" });
  // Before anything is drawn: a fleet that was read is never shown as empty.
  useLayoutEffect(() => {
    if (query.data) store.replace(query.data);
  }, [query.data, store]);
  useLive(useCallback((event: LiveEvent) => void (event.name === "server" && store.put(event.data)), [store]));
  useSyncExternalStore(store.onList, store.listVersion);
  return { store, isLoading: query.isPending, isReady: query.data !== undefined, error: query.error, retry: query.refetch };
}

export async function readAllServers(): Promise<Server[]> {
  const servers: Server[] = [];
  let cursor: string | undefined;
  do {
    const page = (await ask(api.GET("/v1/servers", { params: { query: { limit: PAGE, cursor } } }))) as Page<Server>;
    servers.push(...page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  // In the order in which people look for them.
  return servers.sort(byName);
}

/** One server of the store, and nothing of the others. */
export function useFleetServer(store: FleetStore, id: string): Server | undefined {
  return useSyncExternalStore(
    useCallback((changed) => store.onRow(id, changed), [store, id]),
    () => store.get(id),
  );
}
