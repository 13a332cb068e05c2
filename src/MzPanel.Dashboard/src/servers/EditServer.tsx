import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { fieldFault } from "../api/apiError";
import { api, ask } from "../api/client";
import type { Server } from "../api/resources";
import { Button } from "../kit/Button";
import { Dialog } from "../kit/Dialog";
import { TextField } from "../kit/Field";
import { Problem } from "../kit/Problem";
import { splitTags } from "./tags";

export function EditServer({ server, open, onClose }: { server: Server; open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Name and tags">
      {open && <EditForm server={server} onClose={onClose} />}
    </Dialog>
  );
}

function EditForm({ server, onClose }: { server: Server; onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState(server.name);
  const [tags, setTags] = useState(server.tags.join(", "));
  const save = useMutation({
    mutationFn: () => ask(api.PATCH("/v1/servers/{id}", { params: { path: { id: server.id } }, body: { name: name.trim(), tags: splitTags(tags) } })) as Promise<Server>,
    onSuccess: (saved) => {
      queries.setQueryData(["server", server.id], saved);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className="stack" onSubmit={submit}>
      <TextField label="Name" fault={fieldFault(save.error, "name")} value={name} onChange={(e) => setName(e.target.value)} autoFocus />
      <TextField label="Tags" optional hint="Separated by commas." fault={fieldFault(save.error, "tags")} value={tags} onChange={(e) => setTags(e.target.value)} />
      <Problem error={save.error} shown={["name", "tags"]} />
      <div className="row end">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
