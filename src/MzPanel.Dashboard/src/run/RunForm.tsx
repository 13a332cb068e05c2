import { useMutation } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { fieldFault } from "../api/apiError";
import { api, ask } from "../api/client";
import type { Command } from "../api/resources";
import { Button } from "../kit/Button";
import { Confirm } from "../kit/Dialog";
import { CheckField, TextField } from "../kit/Field";
import { Panel } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { leadToFault } from "../kit/leadToFault";
import { numberOf } from "../kit/numbers";
import { ArgFields, useArgs } from "./ArgFields";
import { takenAway } from "./kinds";
import { hasDryRun } from "./schemaForm";

/** Asks for a job of one kind. What is typed may come along in the address. */
export function RunForm({ serverId, command, given }: { serverId: string; command: Command; given: URLSearchParams }) {
  const args = useArgs(command, Object.fromEntries(given));
  const [timeout, setTimeout] = useState("");
  const [autoRetry, setAutoRetry] = useState(false);
  const [, navigate] = useLocation();
  const run = useMutation({
    mutationFn: (dryRun: boolean) =>
      ask(
        api.POST("/v1/servers/{id}/jobs", {
          params: { path: { id: serverId } },
          body: {
            kind: command.kind,
            args: { ...args.make(), ...(dryRun && { dry_run: true }) },
            ...(timeout.trim() && { timeout_s: numberOf(timeout) }),
            ...(autoRetry && { auto_retry: true }),
          },
        }),
      ),
    onSuccess: ({ job }) => navigate(`/jobs/${job.id}`),
  });
  const [isAsking, setAsking] = useState(false);
  const gone = takenAway(command.kind);
  const name = gone && String(args.values[gone] ?? "").trim();
  const submit = (event: FormEvent, dryRun: boolean) => {
    event.preventDefault();
    if (!args.check()) leadToFault(event.currentTarget.closest("form"));
    else if (name && !dryRun) setAsking(true);
    else run.mutate(dryRun);
  };
  const shown = [...args.names, "timeout_s"];
  return (
    <Panel title={<span className="mono">{command.kind}</span>} about={command.description}>
      <form className="stack" onSubmit={(event) => submit(event, false)} noValidate>
        <ArgFields args={args} error={run.error} />
        <Effects command={command} />
        <details className="run-more">
          <summary>Limits</summary>
          <div className="stack">
            <TextField
              label="Time limit in seconds"
              optional
              inputMode="numeric"
              placeholder={String(command.timeout_s)}
              hint="After it the job is ended and called timed out."
              fault={fieldFault(run.error, "timeout_s")}
              value={timeout}
              onChange={(e) => setTimeout(e.target.value)}
            />
            {command.idempotent && <CheckField label="Run again by itself" hint="Where it was interrupted; it is safe to run twice." checked={autoRetry} onChange={(e) => setAutoRetry(e.target.checked)} />}
          </div>
        </details>
        <Problem error={run.error} shown={shown} />
        <div className="row end wrap">
          {hasDryRun(command.args) && (
            <Button busy={run.isPending && run.variables} disabled={run.isPending} onClick={(event) => submit(event, true)}>
              Dry run
            </Button>
          )}
          <Button type="submit" look="primary" icon={<Play />} busy={run.isPending && !run.variables} disabled={run.isPending}>
            Run
          </Button>
        </div>
      </form>
      <Confirm open={isAsking} onClose={() => setAsking(false)} title={`Run ${command.kind}?`} name={name} action="Run it" onConfirm={() => run.mutateAsync(false)}>
        <p>{command.changes}</p>
      </Confirm>
    </Panel>
  );
}

function Effects({ command }: { command: Command }) {
  if (!command.changes && !command.undone) return null;
  return (
    <dl className="run-effects">
      {command.changes && (
        <div>
          <dt>What changes</dt>
          <dd>{command.changes}</dd>
        </div>
      )}
      {command.undone && (
        <div>
          <dt>When it fails half-way</dt>
          <dd>{command.undone}</dd>
        </div>
      )}
    </dl>
  );
}
