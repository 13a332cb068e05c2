import { Choices } from "../kit/Choices";
import { CopyBox } from "../kit/Copy";
import { CheckField, SelectField, TextArea, TextField } from "../kit/Field";
import { Problem } from "../kit/Problem";
import { Wait } from "../kit/Wait";
import { canSeal } from "./seal";
import { PASSWORD, SECRETS } from "./secrets";
import type { Sealing } from "./useSealing";

const NEEDED = "It is needed.";

/** Which servers may open a destination, and what opens it. */
export function SealingFields({ type, sealing, title = "Servers that save there" }: { type: string; sealing: Sealing; title?: string }) {
  if (!canSeal()) return <Problem error="This page came over plain HTTP, where browsers have no cryptography, so that nothing can be sealed here. Open the panel by https://, or on the machine itself by localhost." />;
  if (!sealing.able) return <Wait lines={2} />;
  return (
    <>
      <div className="stack tight">
        <h3>{title}</h3>
        <Choices label="servers that save there" choices={sealing.able.map((server) => [server.id, server.name] as const)} ids={sealing.ids} onChange={sealing.setIds} />
        {sealing.isNobody && <p className="fault">Choose at least one.</p>}
        {sealing.unable && sealing.unable.length > 0 && (
          <p className="hint">
            {sealing.unable.map((server) => server.name).join(", ")} {sealing.unable.length === 1 ? "has" : "have"} no key to seal to yet: an agent has to connect once.
          </p>
        )}
      </div>
      {sealing.ids.length > 0 && <SecretFields type={type} sealing={sealing} />}
    </>
  );
}

function SecretFields({ type, sealing: { secrets, change, missing, mayMake } }: { type: string; sealing: Sealing }) {
  const fault = (name: string) => (missing.includes(name) ? NEEDED : undefined);
  const bound = (name: string) => ({
    fault: fault(name),
    value: secrets.typed[name] ?? "",
    onChange: (e: { target: { value: string } }) => change({ typed: { ...secrets.typed, [name]: e.target.value } }),
    autoComplete: "off",
    spellCheck: false,
  });
  return (
    <>
      {(SECRETS[type] ?? []).map(([name, label]) =>
        name === "private_key" ? <TextArea key={name} label={label} hint="For SSH, without a passphrase." {...bound(name)} /> : <TextField key={name} label={label} className="mono" {...bound(name)} />,
      )}
      {mayMake && (
        <SelectField label="Password of the backups" value={secrets.isOwn ? "own" : "made"} onChange={(e) => change({ isOwn: e.target.value === "own" })}>
          <option value="made">A new one, made here</option>
          <option value="own">One of my own</option>
        </SelectField>
      )}
      {secrets.isOwn ? (
        <TextField label={mayMake ? "Your password" : "Password of the backups"} className="mono" hint={mayMake ? "Keep it: without it nobody can restore." : "The one that you kept: what is stored there keeps its password."} {...bound(PASSWORD)} />
      ) : (
        <div className="stack tight">
          <CopyBox label="password of the backups" text={secrets.made} />
          <CheckField label="I have kept it" hint="Keep it: without it nobody can restore. It is shown here only." checked={secrets.isKept} onChange={(e) => change({ isKept: e.target.checked })} />
          {missing.includes(PASSWORD) && <p className="fault">Keep it first.</p>}
        </div>
      )}
      <p className="hint">It is sealed in this browser, for each server by itself. The panel cannot read it.</p>
    </>
  );
}
