import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { fieldFault } from "../api/apiError";
import { api, ask } from "../api/client";
import { Button } from "../kit/Button";
import { CopyBox } from "../kit/Copy";
import { TextField } from "../kit/Field";
import { Panel } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { say } from "../kit/toasts";
import { useAccount } from "../shell/session";

interface FormProps {
  busy: boolean;
  error: unknown;
  shown: readonly string[];
  action: string;
  onSubmit: () => void;
  children: ReactNode;
}

function Form({ busy, error, shown, action, onSubmit, children }: FormProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      {children}
      <Problem error={error} shown={shown} />
      <div className="row end">
        <Button type="submit" busy={busy}>
          {action}
        </Button>
      </div>
    </form>
  );
}

export function ProfilePanel() {
  const { user } = useAccount();
  const queries = useQueryClient();
  const [name, setName] = useState(user.name);
  const save = useMutation({
    mutationFn: () => ask(api.PATCH("/v1/account", { body: { name: name.trim() } })),
    onSuccess: (account) => {
      queries.setQueryData(["account"], account);
      say("Your name is changed.");
    },
  });
  return (
    <Panel title="Name">
      <Form busy={save.isPending} error={save.error} shown={["name"]} action="Save" onSubmit={() => save.mutate()}>
        <TextField label="What people call you" autoComplete="name" fault={fieldFault(save.error, "name")} value={name} onChange={(e) => setName(e.target.value)} />
      </Form>
    </Panel>
  );
}

export function EmailPanel() {
  const { user } = useAccount();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const change = useMutation({ mutationFn: () => ask(api.POST("/v1/account/email", { body: { email: email.trim(), current_password: password } })) });
  const asked = change.data;
  return (
    <Panel title="E-mail" about={`You sign in with ${user.email}.`}>
      {asked ? (
        <div className="stack">
          <p>
            {asked.url ? "This installation sends no mail. Open this link to confirm the new address:" : asked.delivery === "failed" ? "The mail to the new address could not be sent. Try again later." : `A mail is on its way to ${asked.email}. The address counts once you open its link.`}
          </p>
          {asked.url && <CopyBox label="confirmation link" text={asked.url} />}
        </div>
      ) : (
        <Form busy={change.isPending} error={change.error} shown={["email", "current_password"]} action="Change it" onSubmit={() => change.mutate()}>
          <TextField label="New address" type="email" autoComplete="off" fault={fieldFault(change.error, "email")} value={email} onChange={(e) => setEmail(e.target.value)} />
          <TextField label="Your password" type="password" autoComplete="current-password" fault={fieldFault(change.error, "current_password")} value={password} onChange={(e) => setPassword(e.target.value)} />
        </Form>
      )}
    </Panel>
  );
}

export function PasswordPanel() {
  const queries = useQueryClient();
  const [now, setNow] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation({
    mutationFn: () => ask(api.POST("/v1/account/password", { body: { current_password: now, new_password: next } })),
    onSuccess: () => {
      setNow("");
      setNext("");
      void queries.invalidateQueries({ queryKey: ["sessions"] });
      say("Your password is changed, and your other sessions are over.");
    },
  });
  return (
    <Panel title="Password" about="Changing it ends all your other sessions.">
      <Form busy={change.isPending} error={change.error} shown={["current_password", "new_password"]} action="Change it" onSubmit={() => change.mutate()}>
        <TextField label="Current password" type="password" autoComplete="current-password" fault={fieldFault(change.error, "current_password")} value={now} onChange={(e) => setNow(e.target.value)} />
        <TextField label="New password" type="password" autoComplete="new-password" hint="At least 12 characters. A few unrelated words are good." fault={fieldFault(change.error, "new_password")} value={next} onChange={(e) => setNext(e.target.value)} />
      </Form>
    </Panel>
  );
}
