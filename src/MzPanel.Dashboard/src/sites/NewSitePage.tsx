import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Link, useLocation, useSearchParams } from "wouter";
import { fieldFault } from "../api/apiError";
import { api, ask } from "../api/client";
import { Button } from "../kit/Button";
import { SelectField, TextArea, TextField } from "../kit/Field";
import { PageHead, Panel } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { numberOf } from "../kit/numbers";
import { readAllServers } from "../fleet/useFleet";
import { useTitle } from "../shell/useTitle";
import { splitNames } from "./names";

const KINDS = [
  ["static", "Static files"],
  ["php", "PHP"],
  ["wordpress", "WordPress"],
  ["proxy", "A program behind a proxy"],
] as const;

export default function NewSitePage() {
  useTitle("New site");
  const [params] = useSearchParams();
  const [, navigate] = useLocation();
  const { data: servers } = useQuery({ queryKey: ["fleet"], queryFn: readAllServers });
  const [form, setForm] = useState({ server_id: params.get("server") ?? "", domain: "", aliases: "", kind: "static", php_version: "", upstream: "", upload_mb: "" });
  const set = (next: Partial<typeof form>) => setForm({ ...form, ...next });
  const runsPhp = form.kind === "php" || form.kind === "wordpress";
  const make = useMutation({
    mutationFn: (dryRun: boolean) =>
      ask(
        api.POST("/v1/sites", {
          body: {
            server_id: form.server_id,
            domain: form.domain.trim(),
            aliases: splitNames(form.aliases),
            kind: form.kind,
            ...(runsPhp && form.php_version && { php_version: form.php_version.trim() }),
            ...(form.kind === "proxy" && { upstream: form.upstream.trim() }),
            ...(form.upload_mb && { upload_mb: numberOf(form.upload_mb) }),
            ...(dryRun && { dry_run: true }),
          },
        }),
      ),
    onSuccess: ({ job }) => navigate(`/jobs/${job.id}`),
  });
  const fault = (name: string) => fieldFault(make.error, name) ?? fieldFault(make.error, `args.${name}`);
  const shown = ["server_id", "domain", "aliases", "kind", "php_version", "upstream", "upload_mb"].flatMap((name) => [name, `args.${name}`]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate(false);
  };
  return (
    <div className="page narrow">
      <PageHead above={<Link href="/sites">Sites</Link>} title="New site" />
      <Panel>
        <form className="stack" onSubmit={submit} noValidate>
          <SelectField label="Server" fault={fault("server_id")} value={form.server_id} onChange={(e) => set({ server_id: e.target.value })}>
            <option value="">Choose …</option>
            {servers?.map((server) => (
              <option key={server.id} value={server.id}>
                {server.name}
                {server.status !== "online" && " (not connected)"}
              </option>
            ))}
          </SelectField>
          <TextField label="Domain" placeholder="example.org" fault={fault("domain")} value={form.domain} onChange={(e) => set({ domain: e.target.value })} autoComplete="off" autoCapitalize="none" />
          <TextArea label="Aliases" optional rows={2} hint="Further domains that it answers to, one a line." fault={fault("aliases")} value={form.aliases} onChange={(e) => set({ aliases: e.target.value })} />
          <SelectField label="What serves it" fault={fault("kind")} value={form.kind} onChange={(e) => set({ kind: e.target.value })}>
            {KINDS.map(([kind, text]) => (
              <option key={kind} value={kind}>
                {text}
              </option>
            ))}
          </SelectField>
          {runsPhp && (
            <TextField label="PHP version" optional placeholder="8.4" hint="The newest installed one where empty." fault={fault("php_version")} value={form.php_version} onChange={(e) => set({ php_version: e.target.value })} />
          )}
          {form.kind === "proxy" && (
            <TextField label="Upstream" placeholder="http://127.0.0.1:3000" hint="Where requests are passed on to." fault={fault("upstream")} value={form.upstream} onChange={(e) => set({ upstream: e.target.value })} />
          )}
          <TextField label="Largest upload in MiB" optional inputMode="numeric" placeholder="64" fault={fault("upload_mb")} value={form.upload_mb} onChange={(e) => set({ upload_mb: e.target.value })} />
          <Problem error={make.error} shown={shown} />
          <div className="row end wrap">
            <Button busy={make.isPending && make.variables} disabled={make.isPending} onClick={() => make.mutate(true)}>
              Dry run
            </Button>
            <Button type="submit" look="primary" busy={make.isPending && !make.variables} disabled={make.isPending}>
              Make the site
            </Button>
          </div>
        </form>
      </Panel>
    </div>
  );
}
