import { useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, ask, type Schemas } from "../api/client";
import { Button } from "../kit/Button";
import { Confirm } from "../kit/Dialog";
import { PageHead, Panel } from "../kit/Panel";
import { PagedTable } from "../kit/Table";
import { Time } from "../kit/Time";
import { usePaged } from "../kit/usePaged";
import { useAccount, useMay } from "../shell/session";
import { useTitle } from "../shell/useTitle";
import { EditMember } from "./EditMember";
import { Invitations } from "./Invitations";
import { InviteDialog } from "./InviteDialog";
import { scopeText } from "./ScopeField";

export type Member = Schemas["Member"];

export default function TeamPage() {
  useTitle("Team");
  const mayManage = useMay("manage_team");
  const [isInviting, setInviting] = useState(false);
  return (
    <div className="page">
      <PageHead
        title="Team"
        actions={
          mayManage && (
            <Button look="primary" icon={<Plus />} onClick={() => setInviting(true)}>
              Invite somebody
            </Button>
          )
        }
      />
      <Members />
      <Invitations />
      <InviteDialog open={isInviting} onClose={() => setInviting(false)} />
    </div>
  );
}

function Members() {
  const account = useAccount();
  const mayManage = useMay("manage_team");
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const [asking, setAsking] = useState<{ what: "edit" | "remove"; member: Member } | null>(null);
  const list = usePaged<Member>(["members"], (cursor) => ask(api.GET("/v1/team/members", { params: { query: { cursor } } })));
  const isMe = (member: Member) => member.user_id === account.user.id;
  const member = asking?.member;
  const actions = (row: Member) => (
    <>
      {mayManage && (
        <Button look="quiet" small onClick={() => setAsking({ what: "edit", member: row })} aria-label={`Change ${row.email}`}>
          Change
        </Button>
      )}
      {(mayManage || isMe(row)) && (
        <Button look="quiet" small onClick={() => setAsking({ what: "remove", member: row })} aria-label={`${isMe(row) ? "Leave" : "Remove"} ${row.email}`}>
          {isMe(row) ? "Leave" : "Remove"}
        </Button>
      )}
    </>
  );
  return (
    <Panel title="Members" flush>
      <PagedTable
        list={list}
        keyOf={(row) => row.id}
        columns={[
          {
            name: "Person",
            show: (row) => (
              <>
                <div className="strong">
                  {row.name || row.email} {isMe(row) && <span className="muted">(you)</span>}
                </div>
                {row.name && <div className="muted">{row.email}</div>}
              </>
            ),
          },
          { name: "Role", show: (row) => row.role },
          { name: "Where", look: "wide", show: (row) => scopeText(row.scope) },
          { name: "Since", look: "wide", show: (row) => <Time at={row.created_at} /> },
          { name: "Actions", look: "actions", show: (row) => row.role !== "owner" && actions(row) },
        ]}
      />
      {member && <EditMember member={member} open={asking.what === "edit"} onClose={() => setAsking(null)} />}
      {member && (
        <Confirm
          open={asking.what === "remove"}
          onClose={() => setAsking(null)}
          title={isMe(member) ? `Leave ${account.workspace.name}?` : `Remove ${member.email}?`}
          name={isMe(member) ? account.workspace.name : member.email}
          action={isMe(member) ? "Leave" : "Remove"}
          onConfirm={async () => {
            await ask(api.DELETE("/v1/team/members/{id}", { params: { path: { id: member.id } } }));
            if (isMe(member)) {
              queries.clear();
              navigate("/sign-in", { replace: true });
            } else void queries.invalidateQueries({ queryKey: ["members"] });
          }}
        >
          <p>{isMe(member) ? "You" : "They"} are out at once, in every tab and with every token. What was done stays in the audit.</p>
        </Confirm>
      )}
    </Panel>
  );
}
