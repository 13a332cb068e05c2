import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Link, useLocation } from "wouter";
import { fieldFault } from "../api/apiError";
import { api, ask } from "../api/client";
import { readAllServers } from "../fleet/useFleet";
import { Button } from "../kit/Button";
import { Choices } from "../kit/Choices";
import { SelectField, TextField } from "../kit/Field";
import { PageHead, Panel } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { leadToFault } from "../kit/leadToFault";
import { numberOf } from "../kit/numbers";
import { ArgFields, useArgs } from "../run/ArgFields";
import { KindField, useOffered } from "../run/KindField";
import { TagField } from "../servers/TagField";
import { useTitle } from "../shell/useTitle";

const SHOWN = ["tag", "server_ids", "kind", "parallel", "canary", "stop_after_failures", "queue_ttl_s"];

export default function NewRolloutPage() {
  useTitle("New rollout");
  const [, navigate] = useLocation();
  const { data: servers } = useQuery({ queryKey: ["fleet"], queryFn: readAllServers });
  const offered = useOffered();
  const [kind, setKind] = useState("");
  const [on, setOn] = useState("tag");
  const [tag, setTag] = useState("");
  const [ids, setIds] = useState<string[]>([]);
  const [numbers, setNumbers] = useState({ parallel: "5", canary: "1", stop_after_failures: "1", queue_ttl_s: "" });
  const args = useArgs(
    offered?.find((one) => one.kind === kind),
    {},
  );
  const make = useMutation({
    mutationFn: () =>
      ask(
        api.POST("/v1/rollouts", {
          body: {
            kind,
            args: args.make(),
            ...(on === "tag" ? { tag: tag.trim() } : { server_ids: ids }),
            ...Object.fromEntries(Object.entries(numbers).flatMap(([name, value]) => (value.trim() ? [[name, numberOf(value)]] : []))),
          },
        }),
      ),
    onSuccess: ({ rollout }) => navigate(`/rollouts/${rollout.id}`),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (args.check()) make.mutate();
    else leadToFault(event.currentTarget);
  };
  const number = (name: keyof typeof numbers, label: string, hint: string, placeholder?: string) => (
    <TextField
      label={label}
      hint={hint}
      optional={placeholder !== undefined}
      placeholder={placeholder}
      inputMode="numeric"
      fault={fieldFault(make.error, name)}
      value={numbers[name]}
      onChange={(e) => setNumbers({ ...numbers, [name]: e.target.value })}
    />
  );
  return (
    <div className="page narrow">
      <PageHead above={<Link href="/rollouts">Rollouts</Link>} title="New rollout" />
      <Panel>
        <form className="stack" onSubmit={submit} noValidate>
          <SelectField label="Where" value={on} onChange={(e) => setOn(e.target.value)}>
            <option value="tag">On all servers with a tag</option>
            <option value="servers">On servers that I choose</option>
          </SelectField>
          {on === "tag" ? (
            <TagField servers={servers} hint="Those that have it now." value={tag} fault={fieldFault(make.error, "tag") ?? fieldFault(make.error, "server_ids")} onChange={setTag} />
          ) : (
            <>
              <Choices label="servers" choices={servers?.map((server) => [server.id, server.name] as const)} ids={ids} onChange={setIds} />
              <p className="fault">{fieldFault(make.error, "server_ids")}</p>
            </>
          )}
          <KindField commands={offered} value={kind} fault={fieldFault(make.error, "kind")} onChange={setKind} />
          {kind && <ArgFields key={kind} args={args} error={make.error} />}
          {number("parallel", "At once", "So many servers at the same time, at most.")}
          {number("canary", "First", "So many have to succeed before the others begin, and one failure among them stops it. 0 for none.")}
          {number("stop_after_failures", "Stop after failures", "It starts no further servers once so many failed.")}
          {number("queue_ttl_s", "Wait for an absent server, seconds", "Then its job counts as failed.", "86400")}
          <Problem error={make.error} shown={[...SHOWN, ...args.names]} />
          <div className="row end">
            <Button type="submit" look="primary" busy={make.isPending}>
              Start the rollout
            </Button>
          </div>
        </form>
      </Panel>
    </div>
  );
}
