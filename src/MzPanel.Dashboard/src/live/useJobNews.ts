import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { useLive } from "./LiveContext";
import type { LiveEvent } from "./liveFeed";

const AT_MOST_EACH_MS = 1_000;

/** Reads something anew when the live stream tells of jobs, once a second at most: the list of a rollout's jobs, schedules and plans of backups move with them. */
export function useJobNews(queryKey: QueryKey, wanted = true): void {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const name = JSON.stringify(queryKey);
  const key = useMemo(() => JSON.parse(name) as QueryKey, [name]);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLive(
    useCallback(
      (event: LiveEvent) => {
        if (!wanted || event.name !== "job" || timer.current !== undefined) return;
        timer.current = setTimeout(() => {
          timer.current = undefined;
          void queries.invalidateQueries({ queryKey: key });
        }, AT_MOST_EACH_MS);
      },
      [wanted, queries, key],
    ),
  );
}
