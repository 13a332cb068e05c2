import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { DatabaseBackup, OctagonX, RotateCcw } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, ask } from "../api/client";
import type { Job } from "../api/resources";
import { Button, LinkButton } from "../kit/Button";
import { Confirm } from "../kit/Dialog";
import { sayProblem } from "../kit/toasts";
import { useAccount } from "../shell/session";
import { mayRun } from "../shell/rights";
import { commandsQuery } from "../run/commands";
import { anewAt } from "../run/kinds";
import { isOver } from "./jobList";

/** What can be done with a job as it stands. */
export function JobActions({ job }: { job: Job }) {
  const account = useAccount();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const [asking, setAsking] = useState<"cancel" | "abandon" | null>(null);
  const { data: commands } = useQuery(commandsQuery());
  const capability = commands?.find((command) => command.kind === job.kind)?.capability;
  const path = { params: { path: { id: job.id } } };
  const retry = useMutation({
    mutationFn: () => ask(api.POST("/v1/jobs/{id}/retry", path)),
    onSuccess: (made) => navigate(`/jobs/${made.job.id}`),
    onError: (error) => sayProblem("It is not run again.", error),
  });
  if (capability === undefined || !mayRun(account, capability)) return null;
  const anew = anewAt(job.kind);
  const cancel = async (abandon: boolean) => {
    const { job: now } = await ask(api.POST("/v1/jobs/{id}/cancel", { ...path, body: abandon ? { abandon } : {} }));
    queries.setQueryData(["job", job.id], now as unknown as Job);
  };
  const mayAbandon = (account.role === "owner" || account.role === "admin") && (job.status === "unknown" || (job.status === "running" && job.cancel_requested_at !== undefined));
  return (
    <>
      {isOver(job) && anew && (
        <LinkButton href={anew[0]} icon={<DatabaseBackup />}>
          {anew[1]}
        </LinkButton>
      )}
      {isOver(job) && !anew && (
        <Button icon={<RotateCcw />} busy={retry.isPending} onClick={() => retry.mutate()}>
          Run again
        </Button>
      )}
      {!isOver(job) && !job.cancel_requested_at && (
        <Button icon={<OctagonX />} onClick={() => setAsking("cancel")}>
          Cancel
        </Button>
      )}
      {mayAbandon && <Button onClick={() => setAsking("abandon")}>Give up on it</Button>}
      <Confirm open={asking === "cancel"} onClose={() => setAsking(null)} title="Cancel this job?" action="Cancel the job" onConfirm={() => cancel(false)}>
        <p>{job.status === "queued" ? "It has not started, and will not." : "Its programs are ended. What they did so far stays as it is."}</p>
      </Confirm>
      <Confirm open={asking === "abandon"} onClose={() => setAsking(null)} title="Give up on this job?" action="Call it lost" onConfirm={() => cancel(true)}>
        <p>It is called lost at once, whatever goes on at the server, and the next job may start a minute later.</p>
        <p>Only do this where you know that it does not run any more.</p>
      </Confirm>
    </>
  );
}
