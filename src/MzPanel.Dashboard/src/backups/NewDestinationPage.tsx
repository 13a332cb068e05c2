import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Link, useLocation } from "wouter";
import { fieldFault } from "../api/apiError";
import { api, ask } from "../api/client";
import { Button } from "../kit/Button";
import { SelectField, TextField } from "../kit/Field";
import { PageHead, Panel } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { leadToFault } from "../kit/leadToFault";
import { say } from "../kit/toasts";
import { useTitle } from "../shell/useTitle";
import { ConfigFields, configNames } from "./ConfigFields";
import { SealingFields } from "./SealingFields";
import { configOf, TYPES } from "./backups";
import { canSeal } from "./seal";
import { useSealing } from "./useSealing";

export default function NewDestinationPage() {
  useTitle("New destination");
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [type, setType] = useState("local");
  const [config, setConfig] = useState<Record<string, string>>({});
  const sealing = useSealing(type);
  const make = useMutation({
    mutationFn: async () => ask(api.POST("/v1/backups/destinations", { body: { name: name.trim(), type, config: configOf(type, config), sealed: await sealing.make() } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["destinations"] });
      say(`${name.trim()} is there. A plan can save to it now.`);
      navigate("/backups/destinations");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (sealing.check()) make.mutate();
    else leadToFault(event.currentTarget);
  };
  return (
    <div className="page narrow">
      <PageHead above={<Link href="/backups/destinations">Destinations</Link>} title="New destination" />
      <Panel>
        <form className="stack" onSubmit={submit} noValidate>
          <TextField label="Name" fault={fieldFault(make.error, "name")} value={name} onChange={(e) => setName(e.target.value)} autoComplete="off" />
          <SelectField label="What it is" fault={fieldFault(make.error, "type")} value={type} onChange={(e) => setType(e.target.value)}>
            {TYPES.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </SelectField>
          <ConfigFields type={type} typed={config} error={make.error} onChange={setConfig} />
          <SealingFields type={type} sealing={sealing} />
          <Problem error={make.error} shown={["name", "type", ...configNames(type)]} />
          {canSeal() && (
            <div className="row end">
              <Button type="submit" look="primary" busy={make.isPending}>
                Add the destination
              </Button>
            </div>
          )}
        </form>
      </Panel>
    </div>
  );
}
