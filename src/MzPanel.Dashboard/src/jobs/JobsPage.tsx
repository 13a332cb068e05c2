import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Button, LinkButton } from "../kit/Button";
import { PageHead } from "../kit/Panel";
import { useChosen } from "../kit/useChosen";
import { commandsQuery } from "../run/commands";
import { useMay } from "../shell/session";
import { useTitle } from "../shell/useTitle";
import { JobsList } from "./JobsList";
import type { JobFilter } from "./jobList";

const STATUSES = ["queued", "offered", "running", "unknown", "succeeded", "failed", "cancelled", "timed_out", "lost", "expired"];

export default function JobsPage() {
  useTitle("Jobs");
  const [{ status, kind }, choose] = useChosen("status", "kind");
  const filter = useMemo<JobFilter>(() => ({ ...(status && { status }), ...(kind && { kind }) }), [status, kind]);
  const { data: commands } = useQuery(commandsQuery());
  const mayUse = useMay("use_servers");
  return (
    <div className="page">
      <PageHead title="Jobs" />
      <div className="row wrap" role="search">
        <select className="input fit" aria-label="Status" value={status} onChange={(e) => choose({ status: e.target.value })}>
          <option value="">Any status</option>
          {STATUSES.map((one) => (
            <option key={one} value={one}>
              {one.replace("_", " ")}
            </option>
          ))}
        </select>
        <select className="input fit" aria-label="Kind" value={kind} onChange={(e) => choose({ kind: e.target.value })}>
          <option value="">Any kind</option>
          {commands?.map((command) => (
            <option key={command.kind}>{command.kind}</option>
          ))}
        </select>
      </div>
      <JobsList
        filter={filter}
        empty={status || kind ? <Button onClick={() => choose({ status: "", kind: "" })}>Show all</Button> : mayUse && <LinkButton href="/">Choose a server to run something on</LinkButton>}
      />
    </div>
  );
}
