import { api, ask } from "../api/client";

const PAGE = 200;

export const destinationsQuery = { queryKey: ["destinations", "all"], queryFn: () => readAll((cursor) => ask(api.GET("/v1/backups/destinations", { params: { query: { limit: PAGE, cursor } } }))) };

export const plansQuery = { queryKey: ["plans", "all"], queryFn: () => readAll((cursor) => ask(api.GET("/v1/backups/plans", { params: { query: { limit: PAGE, cursor } } }))) };

async function readAll<T>(read: (cursor: string | undefined) => Promise<{ data: T[]; next_cursor: string | null }>): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    all.push(...page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return all;
}
