import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { fieldFault } from "../api/apiError";
import { api, ask, type Schemas } from "../api/client";
import { readAllServers } from "../fleet/useFleet";
import { Button } from "../kit/Button";
import { CheckField, SelectField, TextField } from "../kit/Field";
import { Panel } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { leadToFault } from "../kit/leadToFault";
import { ArgFields, useArgs } from "../run/ArgFields";
import { KindField, useOffered } from "../run/KindField";
import { TagField } from "../servers/TagField";
import { CronField, ZoneField } from "./ClockFields";

export type Schedule = Schemas["Schedule"];

const SHOWN = ["name", "server_id", "tag", "kind", "cron", "time_zone", "overlap"];

/** Makes a schedule, or changes one: arguments that nobody touched stay as they are, secrets too. */
export function ScheduleForm({ known }: { known?: Schedule }) {
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const { data: servers } = useQuery({ queryKey: ["fleet"], queryFn: readAllServers });
  const offered = useOffered();
  const [form, setForm] = useState(() => beginning(known));
  const [kind, setKind] = useState(known?.kind ?? "");
  const args = useArgs(
    offered?.find((one) => one.kind === kind),
    known?.kind === kind ? (known.args as Record<string, unknown>) : {},
  );
  const keepsArgs = known !== undefined && known.kind === kind && !args.isTouched;
  const set = (next: Partial<typeof form>) => setForm({ ...form, ...next });
  const save = useMutation({
    mutationFn: () => {
      const { on, server_id, tag, ...rest } = form;
      const body = { ...rest, name: form.name.trim(), kind, ...(on === "tag" ? { tag: tag.trim() } : { server_id }) };
      return known
        ? ask(api.PATCH("/v1/schedules/{id}", { params: { path: { id: known.id } }, body: { ...body, ...(!keepsArgs && { args: args.make() }) } }))
        : ask(api.POST("/v1/schedules", { body: { ...body, args: args.make() } }));
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["schedules"] });
      navigate("/schedules");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (keepsArgs || args.check()) save.mutate();
    else leadToFault(event.currentTarget);
  };
  const fault = (name: string) => fieldFault(save.error, name);
  return (
    <Panel>
      <form className="stack" onSubmit={submit} noValidate>
        <TextField label="Name" fault={fault("name")} value={form.name} onChange={(e) => set({ name: e.target.value })} autoComplete="off" />
        <SelectField label="Where" value={form.on} onChange={(e) => set({ on: e.target.value })}>
          <option value="server">On one server</option>
          <option value="tag">On all servers with a tag</option>
        </SelectField>
        {form.on === "tag" ? (
          <TagField servers={servers} hint="Looked up each time it runs." value={form.tag} fault={fault("tag")} onChange={(tag) => set({ tag })} />
        ) : (
          <SelectField label="Server" fault={fault("server_id")} value={form.server_id} onChange={(e) => set({ server_id: e.target.value })}>
            <option value="">Choose …</option>
            {servers?.map((server) => (
              <option key={server.id} value={server.id}>
                {server.name}
              </option>
            ))}
          </SelectField>
        )}
        <KindField commands={offered} value={kind} fault={fault("kind")} onChange={setKind} />
        {kind && <ArgFields key={kind} args={args} error={save.error} />}
        <CronField value={form.cron} fault={fault("cron")} onChange={(cron) => set({ cron })} />
        <ZoneField value={form.time_zone} fault={fault("time_zone")} onChange={(time_zone) => set({ time_zone })} />
        <SelectField label="While the last run has not ended" fault={fault("overlap")} value={form.overlap} onChange={(e) => set({ overlap: e.target.value })}>
          <option value="skip">Leave this run out</option>
          <option value="queue">Let it wait in the queue</option>
        </SelectField>
        <CheckField label="Enabled" checked={form.enabled} onChange={(e) => set({ enabled: e.target.checked })} />
        {known && <p className="hint">Once you save it, it runs in your name.</p>}
        <Problem error={save.error} shown={[...SHOWN, ...args.names]} />
        <div className="row end">
          <Button type="submit" look="primary" busy={save.isPending}>
            {known ? "Save" : "Make the schedule"}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function beginning(known: Schedule | undefined) {
  return {
    name: known?.name ?? "",
    on: known?.tag ? "tag" : "server",
    server_id: known?.server_id ?? "",
    tag: known?.tag ?? "",
    cron: known?.cron ?? "0 3 * * *",
    time_zone: known?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    overlap: known?.overlap ?? "skip",
    enabled: known?.enabled ?? true,
  };
}
