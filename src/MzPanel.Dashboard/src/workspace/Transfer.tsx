import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { fieldFault } from "../api/apiError";
import { api, ask, type Schemas } from "../api/client";
import { Button } from "../kit/Button";
import { SelectField, TextField } from "../kit/Field";
import { Panel } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { say } from "../kit/toasts";
import { usePaged } from "../kit/usePaged";
import { useAccount } from "../shell/session";

/** Makes another member the owner. */
export function Transfer() {
  const { user } = useAccount();
  const queries = useQueryClient();
  const [member, setMember] = useState("");
  const [password, setPassword] = useState("");
  const { rows } = usePaged<Schemas["Member"]>(["members"], (cursor) => ask(api.GET("/v1/team/members", { params: { query: { cursor } } })));
  const others = rows.filter((row) => row.user_id !== user.id);
  const transfer = useMutation({
    mutationFn: () => ask(api.POST("/v1/account/workspace/transfer", { body: { member_id: member, password } })),
    onSuccess: (account) => {
      queries.setQueryData(["account"], account);
      void queries.invalidateQueries({ queryKey: ["members"] });
      say("The workspace has its new owner. You are an admin now.");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    transfer.mutate();
  };
  return (
    <Panel title="Hand it over" about="Another member becomes the owner, and you an admin.">
      {others.length === 0 ? (
        <p className="muted">You are its only member. Invite somebody first.</p>
      ) : (
        <form className="stack" onSubmit={submit} noValidate>
          <SelectField label="New owner" fault={fieldFault(transfer.error, "member_id")} value={member} onChange={(e) => setMember(e.target.value)}>
            <option value="">Choose …</option>
            {others.map((row) => (
              <option key={row.id} value={row.id}>
                {row.name ? `${row.name} (${row.email})` : row.email}
              </option>
            ))}
          </SelectField>
          <TextField label="Your password" type="password" autoComplete="current-password" fault={fieldFault(transfer.error, "password")} value={password} onChange={(e) => setPassword(e.target.value)} />
          <Problem error={transfer.error} shown={["member_id", "password"]} />
          <div className="row end">
            <Button type="submit" look="danger" busy={transfer.isPending} disabled={!member || !password}>
              Hand it over
            </Button>
          </div>
        </form>
      )}
    </Panel>
  );
}
