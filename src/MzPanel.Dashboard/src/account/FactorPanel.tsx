import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState, type FormEvent } from "react";
import { fieldFault } from "../api/apiError";
import { api, ask, type Schemas } from "../api/client";
import { Button } from "../kit/Button";
import { CopyBox, CopyButton } from "../kit/Copy";
import { Dialog } from "../kit/Dialog";
import { TextField } from "../kit/Field";
import { Panel } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { Badge } from "../kit/Status";
import { useAccount } from "../shell/session";
import { qrPath } from "./qrPath";

/** The second factor: begun, confirmed, taken away. */
export function FactorPanel({ onKept }: { onKept?: () => void }) {
  const { user } = useAccount();
  const [isRemoving, setRemoving] = useState(false);
  const [codes, setCodes] = useState<string[] | null>(null);
  const begin = useMutation({ mutationFn: () => ask(api.POST("/v1/account/mfa/totp")) });
  return (
    <Panel title="Second factor" about="A code of an app on your phone, asked for besides the password." actions={<Badge tone={user.second_factor ? "ok" : "idle"}>{user.second_factor ? "On" : "Off"}</Badge>}>
      {codes ? (
        <RecoveryCodes
          codes={codes}
          onDone={() => {
            setCodes(null);
            onKept?.();
          }}
        />
      ) : user.second_factor ? (
        <div className="row end">
          <Button onClick={() => setRemoving(true)}>Take it away</Button>
        </div>
      ) : begin.data ? (
        <Enrol totp={begin.data} onDone={setCodes} />
      ) : (
        <div className="stack">
          <Problem error={begin.error} />
          <div className="row end">
            <Button look="primary" busy={begin.isPending} onClick={() => begin.mutate()}>
              Set it up
            </Button>
          </div>
        </div>
      )}
      <RemoveDialog open={isRemoving} onClose={() => setRemoving(false)} onDone={() => begin.reset()} />
    </Panel>
  );
}

function Enrol({ totp, onDone }: { totp: Schemas["Totp"]; onDone: (codes: string[]) => void }) {
  const queries = useQueryClient();
  const [code, setCode] = useState("");
  const qr = useMemo(() => qrPath(totp.otpauth_uri ?? ""), [totp]);
  const confirm = useMutation({
    mutationFn: () => ask(api.POST("/v1/account/mfa/totp/confirm", { body: { code: code.trim() } })),
    onSuccess: (made) => {
      onDone(made.recovery_codes ?? []);
      void queries.invalidateQueries({ queryKey: ["account"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    confirm.mutate();
  };
  return (
    <form className="enrol" onSubmit={submit} noValidate>
      <svg className="qr" viewBox={`0 0 ${qr.size} ${qr.size}`} role="img" aria-label="QR code of the second factor" shapeRendering="crispEdges">
        <path d={qr.path} />
      </svg>
      <div className="stack grow">
        <p>Scan this with an authenticator app, or type its secret there:</p>
        <CopyBox label="secret" text={totp.secret ?? ""} />
        <TextField label="The code that it shows now" className="mono" inputMode="numeric" autoComplete="one-time-code" fault={fieldFault(confirm.error, "code")} value={code} onChange={(e) => setCode(e.target.value)} autoFocus />
        <Problem error={confirm.error} shown={["code"]} />
        <div className="row end">
          <Button type="submit" look="primary" busy={confirm.isPending}>
            Confirm
          </Button>
        </div>
      </div>
    </form>
  );
}

function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  return (
    <div className="stack">
      <p>The second factor is on. Keep these recovery codes where your phone is not: each stands in for a code once, and they are shown here only.</p>
      <ul className="recovery mono">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="row end">
        <CopyButton text={codes.join("\n")} label="Copy them" />
        <Button look="primary" small onClick={onDone}>
          I have kept them
        </Button>
      </div>
    </div>
  );
}

function RemoveDialog({ open, onClose, onDone }: { open: boolean; onClose: () => void; onDone: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Take the second factor away?">
      {open && <RemoveForm onClose={onClose} onDone={onDone} />}
    </Dialog>
  );
}

function RemoveForm({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const queries = useQueryClient();
  const [password, setPassword] = useState("");
  const remove = useMutation({
    mutationFn: () => ask(api.DELETE("/v1/account/mfa/totp", { body: { current_password: password } })),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["account"] });
      onDone();
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    remove.mutate();
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <p className="dialog-text">From then on the password alone lets you in. The recovery codes are void.</p>
      <TextField label="Your password" type="password" autoComplete="current-password" fault={fieldFault(remove.error, "current_password")} value={password} onChange={(e) => setPassword(e.target.value)} autoFocus />
      <Problem error={remove.error} shown={["current_password"]} />
      <div className="row end">
        <Button onClick={onClose}>Keep it</Button>
        <Button type="submit" look="danger" busy={remove.isPending}>
          Take it away
        </Button>
      </div>
    </form>
  );
}
