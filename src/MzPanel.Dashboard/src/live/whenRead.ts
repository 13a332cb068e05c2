import type { Query, QueryClient, QueryKey } from "@tanstack/react-query";

/**
 * Changes what was read before as the live stream tells, of each query below a key. An answer that is on its way may be older than
 * what is heard: it is waited for, and changed then. Where it is the newer one, the stream tells of that too.
 */
export function whenRead<T>(queries: QueryClient, queryKey: QueryKey, change: (known: T, key: QueryKey) => T): void {
  for (const query of queries.getQueryCache().findAll({ queryKey }))
    onceStill(queries, query, () => queries.setQueryData<T>(query.queryKey, (known) => known && change(known, query.queryKey)));
}

function onceStill(queries: QueryClient, query: Query, then: () => void): void {
  if (query.state.fetchStatus === "idle") return then();
  const ends = queries.getQueryCache().subscribe((event) => {
    if (event.query !== query || (event.type !== "removed" && query.state.fetchStatus !== "idle")) return;
    ends();
    if (event.type !== "removed") then();
  });
}
