import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { fieldFault } from "../api/apiError";
import { api, ask } from "../api/client";
import { Button } from "../kit/Button";
import { CopyBox } from "../kit/Copy";
import { Dialog } from "../kit/Dialog";
import { SelectField, TextField } from "../kit/Field";
import { Problem } from "../kit/Problem";
import { Time } from "../kit/Time";
import { ScopeField, type Scope } from "./ScopeField";
import { roleHint, ROLES } from "./roles";

export function InviteDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Invite somebody">
      {open && <InviteForm onClose={onClose} />}
    </Dialog>
  );
}

function InviteForm({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState("admin");
  const [scope, setScope] = useState<Scope>({ type: "all" });
  const invite = useMutation({
    mutationFn: () => ask(api.POST("/v1/team/invitations", { body: { email: email.trim(), role, scope } })),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ["invitations"] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate();
  };
  if (invite.data)
    return (
      <div className="stack">
        {invite.data.url ? (
          <>
            <p className="dialog-text">
              {invite.data.delivery === "failed" ? "The mail could not be sent. Give" : "Give"} this link to {invite.data.email} yourself. It is shown here only.
            </p>
            <CopyBox label="invitation link" text={invite.data.url} />
          </>
        ) : (
          <p className="dialog-text">A mail with the link is on its way to {invite.data.email}.</p>
        )}
        <p className="muted">
          It works once, for that address, and expires <Time at={invite.data.expires_at} />.
        </p>
        <div className="row end">
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </div>
      </div>
    );
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <TextField label="E-mail" type="email" autoComplete="off" fault={fieldFault(invite.error, "email")} value={email} onChange={(e) => setEmail(e.target.value)} autoFocus />
      <SelectField label="Role" hint={roleHint(role)} fault={fieldFault(invite.error, "role")} value={role} onChange={(e) => setRole(e.target.value)}>
        {ROLES.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </SelectField>
      <ScopeField role={role} scope={scope} onChange={setScope} fault={fieldFault(invite.error, "scope")} />
      <Problem error={invite.error} shown={["email", "role", "scope"]} />
      <div className="row end">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={invite.isPending}>
          Invite
        </Button>
      </div>
    </form>
  );
}
