import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { fieldFault } from "../api/apiError";
import { api, ask } from "../api/client";
import { readAllServers } from "../fleet/useFleet";
import { Button } from "../kit/Button";
import { CheckField, SelectField, TextArea, TextField } from "../kit/Field";
import { Panel } from "../kit/Panel";
import { numberOf } from "../kit/numbers";
import { Problem } from "../kit/Problem";
import { CronField, ZoneField } from "../schedules/ClockFields";
import { PlanDestinations } from "./PlanDestinations";
import { RETENTION, RetentionFields } from "./RetentionFields";
import { databasesOf, databaseText, linesOf, type Plan } from "./backups";

const SHOWN = ["name", "server_id", "kind", "paths", "exclude", "databases", "schedule", "time_zone", "destination_ids", ...RETENTION.map(([name]) => `retention.${name}`)];

/** Makes a plan, or changes one. Its server stays: its snapshots are that server's. */
export function PlanForm({ known }: { known?: Plan }) {
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const { data: servers } = useQuery({ queryKey: ["fleet"], queryFn: readAllServers, refetchOnMount: "always" });
  const [form, setForm] = useState(() => beginning(known));
  const set = (next: Partial<typeof form>) => setForm({ ...form, ...next });
  const save = useMutation({
    mutationFn: () => {
      const body = bodyOf(form, known);
      return known
        ? ask(api.PATCH("/v1/backups/plans/{id}", { params: { path: { id: known.id } }, body }))
        : ask(api.POST("/v1/backups/plans", { body: { ...body, server_id: form.server_id } }));
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["plans"] });
      navigate("/backups");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const fault = (name: string) => fieldFault(save.error, name);
  const lines = (name: "paths" | "exclude" | "databases", label: string, hint: string, placeholder: string) => (
    <TextArea label={label} optional rows={3} hint={hint} placeholder={placeholder} fault={fault(name)} value={form[name]} onChange={(e) => set({ [name]: e.target.value })} />
  );
  return (
    <Panel>
      <form className="stack" onSubmit={submit} noValidate>
        <TextField label="Name" optional placeholder={form.kind === "full" ? "Full backup" : "Backup of databases"} fault={fault("name")} value={form.name} onChange={(e) => set({ name: e.target.value })} autoComplete="off" />
        <SelectField label="Server" disabled={known !== undefined} fault={fault("server_id")} value={form.server_id} onChange={(e) => set({ server_id: e.target.value })}>
          <option value="">Choose …</option>
          {servers?.map((server) => (
            <option key={server.id} value={server.id}>
              {server.name}
            </option>
          ))}
        </SelectField>
        <SelectField label="What is saved" fault={fault("kind")} value={form.kind} onChange={(e) => set({ kind: e.target.value })}>
          <option value="full">Files and all databases</option>
          <option value="database">Databases alone</option>
        </SelectField>
        {form.kind === "full" ? (
          <>
            {lines("paths", "Files and folders", "One a line. Without any: /etc, /home, /root, /var/www, /opt, /srv and what else is not installed by packages.", "/srv/data")}
            {lines("exclude", "Left out", "One a line: names such as *.log, or absolute paths.", "*.log")}
          </>
        ) : (
          lines("databases", "Databases", "One a line: its engine, its name, and its port where that is not the usual one. All of them without any.", "mariadb shop")
        )}
        <PlanDestinations server={servers?.find((server) => server.id === form.server_id)} ids={form.destination_ids} fault={fault("destination_ids")} onChange={(destination_ids) => set({ destination_ids })} />
        <CronField value={form.schedule} fault={fault("schedule")} onChange={(schedule) => set({ schedule })} />
        <ZoneField value={form.time_zone} fault={fault("time_zone")} onChange={(time_zone) => set({ time_zone })} />
        <RetentionFields kept={form.retention} error={save.error} onChange={(retention) => set({ retention })} />
        <CheckField label="Enabled" checked={form.enabled} onChange={(e) => set({ enabled: e.target.checked })} />
        {known && <p className="hint">Once you save it, it runs in your name.</p>}
        <Problem error={save.error} shown={SHOWN} />
        <div className="row end">
          <Button type="submit" look="primary" busy={save.isPending}>
            {known ? "Save" : "Make the plan"}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function beginning(known: Plan | undefined) {
  return {
    name: known?.name ?? "",
    server_id: known?.server_id ?? "",
    kind: known?.kind ?? "full",
    paths: known?.paths?.join("\n") ?? "",
    exclude: known?.exclude?.join("\n") ?? "",
    databases: known?.databases?.map(databaseText).join("\n") ?? "",
    destination_ids: known?.destination_ids ?? [],
    schedule: known?.schedule ?? "0 3 * * *",
    time_zone: known?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    retention: Object.fromEntries(RETENTION.map(([name, , usual]) => [name, String((known ? known.retention[name] : usual) ?? "")])),
    enabled: known?.enabled ?? true,
  };
}

function bodyOf({ server_id: _, name, paths, exclude, databases, retention, ...form }: ReturnType<typeof beginning>, known: Plan | undefined) {
  const isFull = form.kind === "full";
  // Nothing takes away only what was there before.
  const given = <T,>(list: T[], before: unknown) => (list.length > 0 || before ? list : undefined);
  return {
    ...form,
    ...(name.trim() && { name: name.trim() }),
    ...(isFull && { paths: given(linesOf(paths), known?.paths), exclude: given(linesOf(exclude), known?.exclude) }),
    ...(!isFull && { databases: given(databasesOf(databases), known?.databases) }),
    retention: Object.fromEntries(Object.entries(retention).flatMap(([key, value]) => (value.trim() ? [[key, numberOf(value)]] : []))),
  };
}
