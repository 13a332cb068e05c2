import { api, ask } from "../api/client";

/** What a job can be asked to do: the same for as long as the silo runs. */
export function commandsQuery() {
  return { queryKey: ["commands"], queryFn: async () => (await ask(api.GET("/v1/commands"))).data, staleTime: Infinity };
}

/** Kinds that are asked for by a route of their own, so that quotas and records cannot be passed by. */
export function hasOwnRoute(kind: string): boolean {
  return kind.startsWith("backup.") || (kind.startsWith("site.") && kind !== "site.list");
}
