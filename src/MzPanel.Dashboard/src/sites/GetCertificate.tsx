import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { fieldFault } from "../api/apiError";
import { api, ask, type Schemas } from "../api/client";
import type { Site } from "../api/resources";
import { Button } from "../kit/Button";
import { Dialog } from "../kit/Dialog";
import { CheckField, TextField } from "../kit/Field";
import { Problem } from "../kit/Problem";

interface CertificateProps {
  site: Site;
  open: boolean;
  onClose: () => void;
  onDone: (answer: Schemas["SiteAnswer"]) => void;
}

export function GetCertificate(props: CertificateProps) {
  return (
    <Dialog open={props.open} onClose={props.onClose} title="Get a certificate">
      {props.open && <CertificateForm {...props} />}
    </Dialog>
  );
}

function CertificateForm({ site, onClose, onDone }: CertificateProps) {
  const [email, setEmail] = useState("");
  const [staging, setStaging] = useState(false);
  const get = useMutation({
    mutationFn: () => ask(api.POST("/v1/sites/{id}/ssl", { params: { path: { id: site.id } }, body: { ...(email.trim() && { email: email.trim() }), ...(staging && { staging }) } })),
    onSuccess: (answer) => {
      onDone(answer);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    get.mutate();
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <p className="dialog-text">
        The authority asks {[site.domain, ...site.aliases].join(", ")} over http, so each of these names must lead to the server already. It is renewed by itself from then on.
      </p>
      <TextField label="E-mail" type="email" optional hint="Where the authority writes to." fault={fieldFault(get.error, "args.email")} value={email} onChange={(e) => setEmail(e.target.value)} />
      <CheckField label="Only a trial" hint="From the authority’s test installation; browsers do not trust it." checked={staging} onChange={(e) => setStaging(e.target.checked)} />
      <Problem error={get.error} shown={["args.email"]} />
      <div className="row end">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={get.isPending}>
          Get it
        </Button>
      </div>
    </form>
  );
}
