import { useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, ask, type Schemas } from "../api/client";
import { Button } from "../kit/Button";
import { Confirm } from "../kit/Dialog";
import { More } from "../kit/More";
import { PageHead, Panel } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { Time } from "../kit/Time";
import { Wait } from "../kit/Wait";
import { usePaged } from "../kit/usePaged";
import { useAccount, useMay } from "../shell/session";
import { useTitle } from "../shell/useTitle";
import { EditMember } from "./EditMember";
import { Invitations } from "./Invitations";
import { InviteDialog } from "./InviteDialog";
import { scopeText } from "./ScopeField";
import "./team.css";

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
  const { query, rows } = usePaged<Member>(["members"], (cursor) => ask(api.GET("/v1/team/members", { params: { query: { cursor } } })));
  const isMe = (member: Member) => member.user_id === account.user.id;
  const member = asking?.member;
  return (
    <Panel title="Members" flush>
      <Problem error={query.error} retry={() => void query.refetch()} />
      {query.isPending && <Wait />}
      {rows.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th>Person</th>
              <th>Role</th>
              <th className="wide">Where</th>
              <th className="wide">Since</th>
              <th>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <td>
                  <div className="strong">
                    {row.name || row.email} {isMe(row) && <span className="muted">(you)</span>}
                  </div>
                  {row.name && <div className="muted">{row.email}</div>}
                </td>
                <td>{row.role}</td>
                <td className="wide">{scopeText(row.scope)}</td>
                <td className="wide">
                  <Time at={row.created_at} />
                </td>
                <td className="actions">
                  {row.role !== "owner" && (
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
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <More query={query} />
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
