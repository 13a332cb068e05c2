import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { api, ask } from "../api/client";
import type { Server } from "../api/resources";

/** One server, kept up to date by the live stream. */
export function useServer(id: string) {
  return useQuery({
    queryKey: ["server", id],
    queryFn: useCallback(() => ask(api.GET("/v1/servers/{id}", { params: { path: { id } } })) as Promise<Server>, [id]),
  });
}
