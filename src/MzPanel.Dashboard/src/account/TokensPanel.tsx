import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState, type FormEvent } from "react";
import { fieldFault } from "../api/apiError";
import { api, ask, type Schemas } from "../api/client";
import { Button } from "../kit/Button";
import { CopyBox } from "../kit/Copy";
import { Confirm, Dialog } from "../kit/Dialog";
import { SelectField, TextField } from "../kit/Field";
import { Empty, Panel } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { PagedTable } from "../kit/Table";
import { Time } from "../kit/Time";
import { usePaged } from "../kit/usePaged";
import { useMay } from "../shell/session";

type Token = Schemas["ApiToken"];

const ROOMS = ["servers", "jobs", "sites", "backups", "team", "account", "audit"];
const DAY = 86_400_000;

/** Programs act for one with a token, within its scopes. */
export function TokensPanel() {
  const queries = useQueryClient();
  const [isMaking, setMaking] = useState(false);
  const [leaving, setLeaving] = useState<Token | null>(null);
  const list = usePaged<Token>(["tokens"], (cursor) => ask(api.GET("/v1/account/tokens", { params: { query: { cursor } } })));
  const mayMake = useMay("manage_servers");
  const make = mayMake && (
    <Button look="primary" icon={<Plus />} onClick={() => setMaking(true)}>
      New token
    </Button>
  );
  return (
    <Panel title="API tokens" about="For programs. A token never may more than who made it." actions={list.rows.length > 0 && make} flush>
      <PagedTable
        list={list}
        keyOf={(token) => token.id}
        empty={
          <Empty title="No tokens yet" action={make}>
            {mayMake ? "With a token a script may do what you may, as far as its scopes go." : "Owners and admins make tokens."} See <a href="/docs">the API</a>.
          </Empty>
        }
        columns={[
          {
            name: "Name",
            show: (token) => (
              <>
                <div className="strong">{token.name}</div>
                <div className="muted mono">…{token.last_four}</div>
              </>
            ),
          },
          { name: "Scopes", look: "mono", show: (token) => token.scopes.join(", ") },
          { name: "Last used", look: "wide", show: (token) => (token.last_used_at ? <Time at={token.last_used_at} /> : <span className="muted">never</span>) },
          { name: "Expires", look: "wide", show: (token) => (token.expires_at ? <Time at={token.expires_at} /> : "never") },
          {
            name: "Actions",
            look: "actions",
            show: (token) => (
              <Button look="quiet" small onClick={() => setLeaving(token)} aria-label={`Revoke ${token.name}`}>
                Revoke
              </Button>
            ),
          },
        ]}
      />
      <Dialog open={isMaking} onClose={() => setMaking(false)} title="New token">
        {isMaking && <NewToken onClose={() => setMaking(false)} />}
      </Dialog>
      <Confirm
        open={leaving !== null}
        onClose={() => setLeaving(null)}
        title={`Revoke ${leaving?.name ?? ""}?`}
        name={leaving?.name}
        action="Revoke"
        onConfirm={async () => {
          await ask(api.DELETE("/v1/account/tokens/{id}", { params: { path: { id: leaving!.id } } }));
          void queries.invalidateQueries({ queryKey: ["tokens"] });
        }}
      >
        <p>What uses it is refused at once, also in the middle of a stream.</p>
      </Confirm>
    </Panel>
  );
}

function NewToken({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [all, setAll] = useState(false);
  const [scopes, setScopes] = useState<string[]>(["servers:read", "jobs:read"]);
  const [days, setDays] = useState("90");
  const make = useMutation({
    mutationFn: () =>
      ask(
        api.POST("/v1/account/tokens", {
          body: { name: name.trim(), scopes: all ? ["*"] : scopes, ...(days && { expires_at: new Date(Date.now() + Number(days) * DAY).toISOString() }) },
        }),
      ),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ["tokens"] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  if (make.data)
    return (
      <div className="stack">
        <p className="dialog-text">Here is the token. Keep it where the program finds it: it is shown here only.</p>
        <CopyBox label="token" text={make.data.secret ?? ""} />
        <div className="row end">
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </div>
      </div>
    );
  const toggle = (scope: string, on: boolean) => setScopes(on ? [...scopes, scope] : scopes.filter((one) => one !== scope));
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <TextField label="Name" hint="So that you know later what it was for." fault={fieldFault(make.error, "name")} value={name} onChange={(e) => setName(e.target.value)} autoFocus />
      <SelectField label="Expires" fault={fieldFault(make.error, "expires_at")} value={days} onChange={(e) => setDays(e.target.value)}>
        <option value="7">in 7 days</option>
        <option value="30">in 30 days</option>
        <option value="90">in 90 days</option>
        <option value="365">in a year</option>
      </SelectField>
      <fieldset className="scopes" aria-describedby="scopes-fault">
        <legend>Scopes</legend>
        <label>
          <input type="checkbox" checked={all} onChange={(e) => setAll(e.target.checked)} /> everything that I may
        </label>
        {!all && (
          <table>
            <tbody>
              {ROOMS.map((room) => (
                <tr key={room}>
                  <th scope="row">{room}</th>
                  {["read", "write"].map((how) => (
                    <td key={how}>
                      <label>
                        <input type="checkbox" checked={scopes.includes(`${room}:${how}`)} onChange={(e) => toggle(`${room}:${how}`, e.target.checked)} /> {how}
                        <span className="visually-hidden"> {room}</span>
                      </label>
                    </td>
                  ))}
                </tr>
              ))}
              <tr>
                <th scope="row">free shell</th>
                <td>
                  <label>
                    <input type="checkbox" checked={scopes.includes("shell:run")} onChange={(e) => toggle("shell:run", e.target.checked)} /> run<span className="visually-hidden"> the free shell</span>
                  </label>
                </td>
              </tr>
            </tbody>
          </table>
        )}
        <p className="fault" id="scopes-fault">
          {fieldFault(make.error, "scopes")}
        </p>
      </fieldset>
      <Problem error={make.error} shown={["name", "scopes", "expires_at"]} />
      <div className="row end">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={make.isPending}>
          Make it
        </Button>
      </div>
    </form>
  );
}
