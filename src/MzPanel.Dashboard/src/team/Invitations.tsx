import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ask, type Schemas } from "../api/client";
import { Button } from "../kit/Button";
import { Confirm } from "../kit/Dialog";
import { More } from "../kit/More";
import { Empty, Panel } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { Time } from "../kit/Time";
import { usePaged } from "../kit/usePaged";
import { useMay } from "../shell/session";
import { scopeText } from "./ScopeField";

type Invitation = Schemas["Invitation"];

const DELIVERIES: Record<string, string> = { pending: "mail on its way", sent: "mail sent", failed: "mail failed", shown: "link shown" };

/** Invitations that nobody has accepted yet. */
export function Invitations() {
  const mayManage = useMay("manage_team");
  const queries = useQueryClient();
  const [leaving, setLeaving] = useState<Invitation | null>(null);
  const { query, rows } = usePaged<Invitation>(["invitations"], (cursor) => ask(api.GET("/v1/team/invitations", { params: { query: { cursor } } })));
  return (
    <Panel title="Open invitations" flush>
      <Problem error={query.error} retry={() => void query.refetch()} />
      {query.isSuccess && rows.length === 0 && <Empty title="No invitation is open">{mayManage ? "Invite somebody, and they show up here until they have accepted." : "The owner of the workspace invites people."}</Empty>}
      {rows.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th>For</th>
              <th>Role</th>
              <th className="wide">Where</th>
              <th className="wide">Brought by</th>
              <th className="wide">Expires</th>
              <th>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <td className="strong">{row.email}</td>
                <td>{row.role}</td>
                <td className="wide">{scopeText(row.scope)}</td>
                <td className="wide">{DELIVERIES[row.delivery] ?? row.delivery}</td>
                <td className="wide">
                  <Time at={row.expires_at} />
                </td>
                <td className="actions">
                  {mayManage && (
                    <Button look="quiet" small onClick={() => setLeaving(row)} aria-label={`Withdraw the invitation of ${row.email}`}>
                      Withdraw
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <More query={query} />
      <Confirm
        open={leaving !== null}
        onClose={() => setLeaving(null)}
        title={`Withdraw the invitation of ${leaving?.email ?? ""}?`}
        action="Withdraw"
        onConfirm={async () => {
          await ask(api.DELETE("/v1/team/invitations/{id}", { params: { path: { id: leaving!.id } } }));
          void queries.invalidateQueries({ queryKey: ["invitations"] });
        }}
      >
        <p>Its link no longer works.</p>
      </Confirm>
    </Panel>
  );
}
