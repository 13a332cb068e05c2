import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useMay } from "../shell/session";
import { readAllServers } from "../fleet/useFleet";

/** What servers are called, by id. Who may not see servers is told their ids. */
export function useServerNames(wanted = true): (id: string) => string {
  const maySee = useMay("use_servers");
  const { data } = useQuery({ queryKey: ["fleet"], queryFn: readAllServers, enabled: wanted && maySee, staleTime: 300_000 });
  const names = useMemo(() => new Map(data?.map((server) => [server.id, server.name])), [data]);
  return useCallback((id) => names.get(id) ?? id, [names]);
}
