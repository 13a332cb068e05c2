import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { fieldFault } from "../api/apiError";
import { api, ask, type Schemas } from "../api/client";
import type { Site } from "../api/resources";
import { Button } from "../kit/Button";
import { Dialog } from "../kit/Dialog";
import { TextArea, TextField } from "../kit/Field";
import { Problem } from "../kit/Problem";
import { numberOf } from "../kit/numbers";
import { useMay } from "../shell/session";
import { splitNames } from "./names";

interface EditProps {
  site: Site;
  open: boolean;
  onClose: () => void;
  onDone: (answer: Schemas["SiteAnswer"]) => void;
}

export function EditSite(props: EditProps) {
  return (
    <Dialog open={props.open} onClose={props.onClose} title={`Change ${props.site.domain}`}>
      {props.open && <EditForm {...props} />}
    </Dialog>
  );
}

function EditForm({ site, onClose, onDone }: EditProps) {
  const mayPassOn = useMay("manage_sites");
  const [aliases, setAliases] = useState(site.aliases.join("\n"));
  const [php, setPhp] = useState(site.php_version ?? "");
  const [upstream, setUpstream] = useState(site.upstream ?? "");
  const [upload, setUpload] = useState(String(site.upload_mb ?? 64));
  const runsPhp = site.kind === "php" || site.kind === "wordpress";
  const save = useMutation({
    mutationFn: () =>
      ask(
        api.PATCH("/v1/sites/{id}", {
          params: { path: { id: site.id } },
          body: {
            aliases: splitNames(aliases),
            upload_mb: numberOf(upload),
            ...(runsPhp && php !== (site.php_version ?? "") && { php_version: php.trim() }),
            ...(upstream !== (site.upstream ?? "") && { upstream: upstream.trim() }),
          },
        }),
      ),
    onSuccess: (answer) => {
      onDone(answer);
      onClose();
    },
  });
  const fault = (name: string) => fieldFault(save.error, name) ?? fieldFault(save.error, `args.${name}`);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <TextArea label="Aliases" optional rows={3} hint="One a line. A certificate names only those that were there when it was made." fault={fault("aliases")} value={aliases} onChange={(e) => setAliases(e.target.value)} />
      {runsPhp && <TextField label="PHP version" fault={fault("php_version")} value={php} onChange={(e) => setPhp(e.target.value)} />}
      {site.kind === "proxy" && mayPassOn && <TextField label="Upstream" fault={fault("upstream")} value={upstream} onChange={(e) => setUpstream(e.target.value)} />}
      <TextField label="Largest upload in MiB" inputMode="numeric" fault={fault("upload_mb")} value={upload} onChange={(e) => setUpload(e.target.value)} />
      <Problem error={save.error} shown={["aliases", "php_version", "upstream", "upload_mb"].flatMap((name) => [name, `args.${name}`])} />
      <div className="row end">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={save.isPending}>
          Change it
        </Button>
      </div>
    </form>
  );
}
