import { keepPreviousData, useInfiniteQuery, useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { api, ask } from "../api/client";
import type { Site } from "../api/resources";
import { Ticks, type Choice } from "../kit/Choices";
import { More } from "../kit/More";
import { Problem } from "../kit/Problem";

/** Sites to be ticked: there may be thousands, so they are searched where they are, and read a page at a time. */
export function SiteChoices({ ids, onChange }: { ids: readonly string[]; onChange: (ids: string[]) => void }) {
  const [q, setQ] = useState("");
  const query = useInfiniteQuery({
    queryKey: ["choices", "sites", q],
    queryFn: ({ pageParam }) => ask(api.GET("/v1/sites", { params: { query: { q: q.trim() || undefined, cursor: pageParam ?? undefined } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
  const found = query.data?.pages.flatMap((page) => page.data);
  const others = useNamed(found ? ids.filter((id) => !found.some((site) => site.id === id)) : []);
  const choices = found && [...others, ...found.map((site): Choice => [site.id, site.domain])];
  return (
    <>
      <Problem error={query.error} retry={() => void query.refetch()} />
      <Ticks label="sites" choices={choices} ids={ids} onChange={onChange} words={q} onWords={setQ} more={<More query={query} />} />
    </>
  );
}

/** Those that were ticked and are not among what was found. */
function useNamed(ids: readonly string[]): Choice[] {
  const named = useQueries({
    queries: ids.map((id) => ({ queryKey: ["site", id], queryFn: (): Promise<Site> => ask(api.GET("/v1/sites/{id}", { params: { path: { id } } })) })),
  });
  return ids.map((id, i) => [id, named[i]?.data?.domain ?? id]);
}
