import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Link, useLocation, useParams } from "wouter";
import { fieldFault } from "../api/apiError";
import { api, ask } from "../api/client";
import { Button } from "../kit/Button";
import { Confirm } from "../kit/Dialog";
import { TextField } from "../kit/Field";
import { Found } from "../kit/Found";
import { PageHead, Panel } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { say } from "../kit/toasts";
import { useMay } from "../shell/session";
import { useTitle } from "../shell/useTitle";
import { ConfigFields, configNames } from "./ConfigFields";
import { SealForm } from "./SealForm";
import { SealedFor } from "./SealedFor";
import { configOf, placeOf, TYPES, type Destination } from "./backups";

export default function DestinationPage() {
  const { id } = useParams<{ id: string }>();
  const query = useQuery({ queryKey: ["destinations", id], queryFn: () => ask(api.GET("/v1/backups/destinations/{id}", { params: { path: { id } } })), gcTime: 0 });
  useTitle(query.data?.name);
  const mayChange = useMay("manage_destinations");
  return (
    <Found query={query} name="destination" others={["/backups/destinations", "All destinations"]}>
      {(destination) => (
        <div className="page narrow">
          <PageHead
            above={<Link href="/backups/destinations">Destinations</Link>}
            title={destination.name}
            about={TYPES.find(([type]) => type === destination.type)?.[1]}
            actions={mayChange && <Delete destination={destination} />}
          />
          {mayChange ? (
            <Place key={destination.id} destination={destination} />
          ) : (
            <Panel title="Where it is">
              <span className="mono">{placeOf(destination)}</span>
            </Panel>
          )}
          <SealedFor destination={destination} mayChange={mayChange} />
          {mayChange && (
            <Panel title="Let servers save there">
              <SealForm destination={destination} />
            </Panel>
          )}
        </div>
      )}
    </Found>
  );
}

function Place({ destination }: { destination: Destination }) {
  const queries = useQueryClient();
  const [name, setName] = useState(destination.name);
  const [config, setConfig] = useState<Record<string, string>>(() => Object.fromEntries(Object.entries(destination.config).map(([key, value]) => [key, String(value)])));
  const { server_id } = destination.config;
  const save = useMutation({
    mutationFn: () =>
      ask(
        api.PATCH("/v1/backups/destinations/{id}", {
          params: { path: { id: destination.id } },
          body: { name: name.trim(), config: { ...configOf(destination.type, config), ...(server_id && { server_id }) } },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["destinations"] });
      say("It is saved.");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Panel title="Where it is" about="What is stored at the old place stays there.">
      <form className="stack" onSubmit={submit} noValidate>
        <TextField label="Name" fault={fieldFault(save.error, "name")} value={name} onChange={(e) => setName(e.target.value)} autoComplete="off" />
        <ConfigFields type={destination.type} typed={config} error={save.error} onChange={setConfig} />
        <Problem error={save.error} shown={["name", ...configNames(destination.type)]} />
        <div className="row end">
          <Button type="submit" look="primary" busy={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function Delete({ destination }: { destination: Destination }) {
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)}>
        Delete
      </Button>
      <Confirm
        open={isOpen}
        onClose={() => setOpen(false)}
        title={`Delete ${destination.name}?`}
        name={destination.name}
        action="Delete destination"
        onConfirm={async () => {
          await ask(api.DELETE("/v1/backups/destinations/{id}", { params: { path: { id: destination.id } } }));
          navigate("/backups/destinations");
          await queries.invalidateQueries({ queryKey: ["destinations", "all"] });
        }}
      >
        <p>What is stored there stays, and whoever has its password can restore it by hand. From here its snapshots cannot be restored any more.</p>
      </Confirm>
    </>
  );
}
