import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { fieldFault } from "../api/apiError";
import { api, ask, type Schemas } from "../api/client";
import { Button } from "../kit/Button";
import { Confirm } from "../kit/Dialog";
import { SelectField, TextArea, TextField } from "../kit/Field";
import { Panel } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { databasesOf, linesOf, type Snapshot } from "./backups";

const IN_PLACE = "in_place";

/** What of a snapshot comes back, and where to. */
export function RestoreForm({ snapshot, server }: { snapshot: Snapshot; server: string }) {
  const [, navigate] = useLocation();
  const [form, setForm] = useState({ what: "all", paths: "", database: "", where: "folder", folder: "/root/restored" });
  const [isAsking, setAsking] = useState(false);
  const set = (next: Partial<typeof form>) => setForm({ ...form, ...next });
  const restore = useMutation({
    mutationFn: (dryRun: boolean) => ask(api.POST("/v1/backups/snapshots/{id}/restore", { params: { path: { id: snapshot.id } }, body: { ...bodyOf(form), ...(dryRun && { dry_run: true }) } })),
    onSuccess: ({ job }) => navigate(`/jobs/${job.id}`),
  });
  const isInPlace = form.where === IN_PLACE;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isInPlace) setAsking(true);
    else restore.mutate(false);
  };
  const fault = (name: string) => fieldFault(restore.error, name);
  return (
    <Panel title="What comes back">
      <form className="stack" onSubmit={submit} noValidate>
        <SelectField label="What" value={form.what} onChange={(e) => set({ what: e.target.value })}>
          <option value="all">Everything in it</option>
          <option value="paths">Some files and folders</option>
          <option value="database">One database</option>
        </SelectField>
        {form.what === "paths" && <TextArea label="Files and folders" rows={3} hint="One a line, as they were on the server." placeholder="/etc/nginx" fault={fault("include")} value={form.paths} onChange={(e) => set({ paths: e.target.value })} />}
        {form.what === "database" && (
          <TextField
            label="Database"
            className="mono"
            hint="Its engine, its name, and its port where that is not the usual one."
            placeholder="mariadb shop"
            fault={fault("database") ?? fault("database.engine") ?? fault("database.name") ?? fault("database.port")}
            value={form.database}
            onChange={(e) => set({ database: e.target.value })}
            autoComplete="off"
            spellCheck={false}
          />
        )}
        <SelectField label="Where to" value={form.where} onChange={(e) => set({ where: e.target.value })}>
          <option value="folder">Into a folder of {server}</option>
          <option value={IN_PLACE}>In its place on {server}</option>
        </SelectField>
        {isInPlace ? (
          <p className="hint">{form.what === "database" ? "The database becomes what it was then; what was written since is lost." : "Files become what they were then. Those that the snapshot does not hold stay."}</p>
        ) : (
          <TextField label="Folder" className="mono" hint="Made where it is not there." fault={fault("target")} value={form.folder} onChange={(e) => set({ folder: e.target.value })} autoComplete="off" spellCheck={false} />
        )}
        <Problem error={restore.error} shown={["target", "include", "database", "database.engine", "database.name", "database.port"]} />
        <div className="row end wrap">
          <Button busy={restore.isPending && restore.variables} disabled={restore.isPending} onClick={() => restore.mutate(true)}>
            Dry run
          </Button>
          <Button type="submit" look="primary" busy={restore.isPending && !restore.variables} disabled={restore.isPending}>
            Restore
          </Button>
        </div>
      </form>
      <Confirm open={isAsking} onClose={() => setAsking(false)} title={`Restore in place on ${server}?`} name={server} action="Restore in place" onConfirm={() => restore.mutateAsync(false)}>
        <p>What is there now is written over.</p>
      </Confirm>
    </Panel>
  );
}

function bodyOf(form: { what: string; paths: string; database: string; where: string; folder: string }): Schemas["RestoreRequest"] {
  return {
    target: form.where === IN_PLACE ? IN_PLACE : form.folder.trim(),
    ...(form.what === "paths" && { include: linesOf(form.paths) }),
    // One that is not told is refused, instead of everything being restored.
    ...(form.what === "database" && { database: databasesOf(form.database)[0] ?? {} }),
  };
}
