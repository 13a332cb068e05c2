import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Job, LogLine } from "../api/resources";
import { followStream, type LinkState } from "../live/eventStream";
import { LogStore } from "./logStore";

export interface JobLog {
  store: LogStore;
  link: LinkState;
  /** Nothing more comes; whether nothing is missing. */
  ended: { complete: boolean } | null;
  error: unknown;
}

/** Follows the log of a job over every break until it ends, and the job with it. */
export function useJobLog(jobId: string): JobLog {
  const queries = useQueryClient();
  const [log, setLog] = useState<JobLog>(() => fresh());
  useEffect(() => {
    const opened = fresh();
    const stop = new AbortController();
    setLog(opened);
    followStream({
      url: `/v1/jobs/${encodeURIComponent(jobId)}/logs/stream`,
      signal: stop.signal,
      onState: (link) => setLog((now) => (now.store === opened.store ? { ...now, link } : now)),
      onEvent: ({ name, data }) => {
        const said = JSON.parse(data) as unknown;
        if (name === "log") opened.store.add((said as { lines: LogLine[] }).lines);
        else if (name === "status") queries.setQueryData(["job", jobId], said as Job);
        else if (name === "end") {
          setLog((now) => ({ ...now, ended: said as { complete: boolean } }));
          return false;
        }
      },
    }).catch((error: unknown) => setLog((now) => ({ ...now, error })));
    return () => stop.abort();
  }, [jobId, queries]);
  return log;
}

function fresh(): JobLog {
  return { store: new LogStore(), link: "opening", ended: null, error: null };
}
