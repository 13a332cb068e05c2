import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Link } from "wouter";
import { ApiError, fieldFault } from "../api/apiError";
import { api, ask } from "../api/client";
import { Button } from "../kit/Button";
import { TextField } from "../kit/Field";
import { PageHead, Panel } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { useTitle } from "../shell/useTitle";
import { InstallSteps } from "./InstallSteps";
import { splitTags } from "./tags";

export default function AddServerPage() {
  useTitle("Add server");
  const [name, setName] = useState("");
  const [tags, setTags] = useState("");
  const add = useMutation({ mutationFn: () => ask(api.POST("/v1/servers", { body: { name: name.trim(), tags: splitTags(tags) } })) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <div className="page narrow">
      <PageHead above={<Link href="/">Fleet</Link>} title={add.data ? `Connect ${add.data.server.name}` : "Add server"} />
      {add.data ? (
        <InstallSteps serverId={add.data.server.id} install={add.data.install} />
      ) : (
        <Panel>
          <form className="stack" onSubmit={submit}>
            <TextField
              label="Name"
              placeholder="web-1"
              hint="As you call it; it need not be its host name."
              fault={fieldFault(add.error, "name")}
              value={name}
              onChange={(e) => setName(e.target.value)}
              autoFocus
            />
            <TextField
              label="Tags"
              optional
              placeholder="production, eu-west"
              hint="Separated by commas. Lists can be filtered by them."
              fault={fieldFault(add.error, "tags")}
              value={tags}
              onChange={(e) => setTags(e.target.value)}
            />
            <Problem error={add.error} shown={["name", "tags"]}>
              {add.error instanceof ApiError && add.error.code === "quota_exceeded" && <p>Delete a server that you no longer need, or raise the tier of the workspace.</p>}
            </Problem>
            <div className="row end">
              <Button type="submit" look="primary" busy={add.isPending}>
                Make the install line
              </Button>
            </div>
          </form>
        </Panel>
      )}
    </div>
  );
}
