import { api, ask } from "../api/client";

/** What a job can be asked to do: the same for as long as the silo runs. */
export function commandsQuery() {
  return { queryKey: ["commands"], queryFn: async () => (await ask(api.GET("/v1/commands"))).data, staleTime: Infinity };
}
