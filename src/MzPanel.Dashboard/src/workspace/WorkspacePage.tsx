import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { fieldFault } from "../api/apiError";
import { api, ask } from "../api/client";
import { Bar } from "../kit/Bar";
import { Button } from "../kit/Button";
import { Confirm } from "../kit/Dialog";
import { TextField } from "../kit/Field";
import { PageHead, Panel } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { say } from "../kit/toasts";
import { useAccount, useMay } from "../shell/session";
import { useTitle } from "../shell/useTitle";
import { Transfer } from "./Transfer";
import "./workspace.css";

export default function WorkspacePage() {
  useTitle("Workspace");
  const { workspace, role } = useAccount();
  const isOwner = useMay("own_workspace");
  return (
    <div className="page narrow">
      <PageHead title="Workspace" about={`${workspace.name}, in which you are ${role}.`} />
      <Quotas />
      {isOwner && (
        <>
          <Rename />
          <Transfer />
          <Close />
        </>
      )}
    </div>
  );
}

function Quotas() {
  const { tier, quotas, usage } = useAccount();
  return (
    <Panel title="What it holds" about={`Tier ${tier}`}>
      <div className="quotas">
        <Quota name="Servers" used={usage.servers} most={quotas.servers} />
        <Quota name="Sites" used={usage.sites} most={quotas.sites} />
      </div>
    </Panel>
  );
}

function Quota({ name, used, most }: { name: string; used: number; most: number | undefined }) {
  const text = most === undefined ? `${used.toLocaleString()}, without a limit` : `${used.toLocaleString()} of ${most.toLocaleString()}`;
  return (
    <div>
      <div className="row between">
        <span className="strong">{name}</span>
        <span className="muted number">{text}</span>
      </div>
      {most !== undefined && <Bar label={name} value={(100 * used) / Math.max(1, most)} text={text} />}
    </div>
  );
}

function Rename() {
  const { workspace } = useAccount();
  const queries = useQueryClient();
  const [name, setName] = useState(workspace.name);
  const rename = useMutation({
    mutationFn: () => ask(api.PATCH("/v1/account/workspace", { body: { name: name.trim() } })),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["account"] });
      say("The workspace has its new name.");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate();
  };
  return (
    <Panel title="Name">
      <form className="stack" onSubmit={submit} noValidate>
        <TextField label="Name of the workspace" fault={fieldFault(rename.error, "name")} value={name} onChange={(e) => setName(e.target.value)} />
        <Problem error={rename.error} shown={["name"]} />
        <div className="row end">
          <Button type="submit" busy={rename.isPending}>
            Rename
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function Close() {
  const { workspace } = useAccount();
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  return (
    <Panel title="Close the workspace" about="Its records go: servers, sites, jobs, members. What is on the servers stays as it is.">
      <Button look="danger" onClick={() => setAsking(true)}>
        Close it
      </Button>
      <Confirm
        open={isAsking}
        onClose={() => setAsking(false)}
        title={`Close ${workspace.name}?`}
        name={workspace.name}
        action="Close the workspace"
        onConfirm={async () => {
          await ask(api.POST("/v1/account/workspace/close", { body: { confirm_name: workspace.name } }));
          queries.clear();
          navigate("/sign-in", { replace: true });
        }}
      >
        <p>Everybody is out at once, every agent is disconnected, and nothing of it can be brought back.</p>
        <p>The servers themselves, their sites and their files are left alone.</p>
      </Confirm>
    </Panel>
  );
}
