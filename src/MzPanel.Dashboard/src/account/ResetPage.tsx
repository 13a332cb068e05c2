import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { fieldFault } from "../api/apiError";
import { api, ask } from "../api/client";
import { TextField } from "../kit/Field";
import { Door } from "./Door";
import { takeToken } from "./fragment";

/** A forgotten password: asks for the link, or is where the link leads. */
export default function ResetPage() {
  const [token] = useState(takeToken);
  return token ? <NewPassword token={token} /> : <AskForLink />;
}

function AskForLink() {
  const [email, setEmail] = useState("");
  const asked = useMutation({ mutationFn: () => ask(api.POST("/v1/account/password/reset", { body: { email } })) });
  if (asked.isSuccess)
    return (
      <Door
        title="Look into your mail"
        about={
          <>
            If {email} has an account here and this installation sends mail, a link is on its way. Otherwise whoever runs the installation can print you one:{" "}
            <code>MzPanel.Silo -- reset-password {email}</code>
          </>
        }
        below={<Link href="/sign-in">Back to signing in</Link>}
      />
    );
  return (
    <Door
      title="Forgot your password?"
      about="Say your address, and a link to a new password is sent there."
      action="Send the link"
      busy={asked.isPending}
      error={asked.error}
      shown={["email"]}
      onSubmit={() => asked.mutate()}
      below={<Link href="/sign-in">Back to signing in</Link>}
    >
      <TextField label="E-mail" type="email" autoComplete="username" fault={fieldFault(asked.error, "email")} value={email} onChange={(e) => setEmail(e.target.value)} autoFocus />
    </Door>
  );
}

function NewPassword({ token }: { token: string }) {
  const [password, setPassword] = useState("");
  const confirmed = useMutation({ mutationFn: () => ask(api.POST("/v1/account/password/reset/confirm", { body: { token, new_password: password } })) });
  if (confirmed.isSuccess) return <Door title="Your password is changed" about={<>All other sessions are over. <Link href="/sign-in">Sign in</Link> with the new one.</>} />;
  return (
    <Door title="Choose a new password" action="Change it" busy={confirmed.isPending} error={confirmed.error} shown={["new_password"]} onSubmit={() => confirmed.mutate()}>
      <TextField
        label="New password"
        type="password"
        autoComplete="new-password"
        hint="At least 12 characters. A few unrelated words are good."
        fault={fieldFault(confirmed.error, "new_password")}
        value={password}
        onChange={(e) => setPassword(e.target.value)}
        autoFocus
      />
    </Door>
  );
}
