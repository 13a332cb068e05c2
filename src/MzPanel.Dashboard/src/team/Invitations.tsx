import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ask, type Schemas } from "../api/client";
import { Button } from "../kit/Button";
import { Confirm } from "../kit/Dialog";
import { Empty, Panel } from "../kit/Panel";
import { PagedTable } from "../kit/Table";
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
  const list = usePaged<Invitation>(["invitations"], (cursor) => ask(api.GET("/v1/team/invitations", { params: { query: { cursor } } })));
  return (
    <Panel title="Open invitations" flush>
      <PagedTable
        list={list}
        keyOf={(row) => row.id}
        empty={<Empty title="No invitation is open">{mayManage ? "Invite somebody, and they show up here until they have accepted." : "The owner of the workspace invites people."}</Empty>}
        columns={[
          { name: "For", look: "strong", show: (row) => row.email },
          { name: "Role", show: (row) => row.role },
          { name: "Where", look: "wide", show: (row) => scopeText(row.scope) },
          { name: "Brought by", look: "wide", show: (row) => DELIVERIES[row.delivery] ?? row.delivery },
          { name: "Expires", look: "wide", show: (row) => <Time at={row.expires_at} /> },
          {
            name: "Actions",
            look: "actions",
            show: (row) =>
              mayManage && (
                <Button look="quiet" small onClick={() => setLeaving(row)} aria-label={`Withdraw the invitation of ${row.email}`}>
                  Withdraw
                </Button>
              ),
          },
        ]}
      />
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
