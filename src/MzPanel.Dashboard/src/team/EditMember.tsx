import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { fieldFault } from "../api/apiError";
import { api, ask } from "../api/client";
import { Button } from "../kit/Button";
import { Dialog } from "../kit/Dialog";
import { SelectField } from "../kit/Field";
import { Problem } from "../kit/Problem";
import { ScopeField } from "./ScopeField";
import type { Member } from "./TeamPage";
import { roleHint, ROLES } from "./roles";

export function EditMember({ member, open, onClose }: { member: Member; open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title={`Change ${member.email}`}>
      {open && <EditForm member={member} onClose={onClose} />}
    </Dialog>
  );
}

function EditForm({ member, onClose }: { member: Member; onClose: () => void }) {
  const queries = useQueryClient();
  const [role, setRole] = useState(member.role);
  const [scope, setScope] = useState(member.scope);
  const save = useMutation({
    mutationFn: () => ask(api.PATCH("/v1/team/members/{id}", { params: { path: { id: member.id } }, body: { role, scope } })),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["members"] });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className="stack" onSubmit={submit}>
      <SelectField label="Role" hint={roleHint(role)} fault={fieldFault(save.error, "role")} value={role} onChange={(e) => setRole(e.target.value)}>
        {ROLES.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </SelectField>
      <ScopeField role={role} scope={scope} onChange={setScope} fault={fieldFault(save.error, "scope")} />
      <Problem error={save.error} shown={["role", "scope"]} />
      <div className="row end">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={save.isPending}>
          Change it
        </Button>
      </div>
    </form>
  );
}
