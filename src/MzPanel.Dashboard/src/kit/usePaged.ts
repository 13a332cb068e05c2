import { useInfiniteQuery, type QueryKey } from "@tanstack/react-query";
import type { Page } from "../api/resources";

/** A list that is read a page at a time. */
export function usePaged<T>(queryKey: QueryKey, read: (cursor: string | undefined) => Promise<{ data: T[]; next_cursor: string | null }>) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }): Promise<Page<T>> => read(pageParam ?? undefined),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchOnMount: "always",
  });
  return { query, rows: query.data?.pages.flatMap((page) => page.data) ?? [] };
}

export type Paged<T> = ReturnType<typeof usePaged<T>>;
