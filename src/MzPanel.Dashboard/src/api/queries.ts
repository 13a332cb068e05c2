import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./apiError";

const TRIES = 2;

/** Answers stay as they are until the live stream or an action of one's own says that they changed. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < TRIES && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
      },
    },
  });
}
