import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useSearchParams } from "wouter";
import { LinkButton } from "../kit/Button";
import { PageHead } from "../kit/Panel";
import { commandsQuery } from "../run/commands";
import { useMay } from "../shell/session";
import { useTitle } from "../shell/useTitle";
import { JobsList } from "./JobsList";
import type { JobFilter } from "./jobList";

const STATUSES = ["queued", "offered", "running", "unknown", "succeeded", "failed", "cancelled", "timed_out", "lost", "expired"];

export default function JobsPage() {
  useTitle("Jobs");
  const [params, setParams] = useSearchParams();
  const status = params.get("status") ?? "";
  const kind = params.get("kind") ?? "";
  const filter = useMemo<JobFilter>(() => ({ ...(status && { status }), ...(kind && { kind }) }), [status, kind]);
  const { data: commands } = useQuery(commandsQuery());
  const mayUse = useMay("use_servers");
  const set = (name: string, value: string) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  return (
    <div className="page">
      <PageHead title="Jobs" />
      <div className="row wrap" role="search">
        <select className="input fit" aria-label="Status" value={status} onChange={(e) => set("status", e.target.value)}>
          <option value="">Any status</option>
          {STATUSES.map((one) => (
            <option key={one} value={one}>
              {one.replace("_", " ")}
            </option>
          ))}
        </select>
        <select className="input fit" aria-label="Kind" value={kind} onChange={(e) => set("kind", e.target.value)}>
          <option value="">Any kind</option>
          {commands?.map((command) => (
            <option key={command.kind}>{command.kind}</option>
          ))}
        </select>
      </div>
      <JobsList filter={filter} empty={mayUse && <LinkButton href="/">Choose a server to run something on</LinkButton>} />
    </div>
  );
}
