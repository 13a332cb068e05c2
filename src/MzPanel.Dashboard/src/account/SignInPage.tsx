import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { ApiError, fieldFault } from "../api/apiError";
import { api, ask } from "../api/client";
import { TextField } from "../kit/Field";
import { Door } from "./Door";
import { safeNext } from "./fragment";
import { useEnter } from "./useEnter";

export default function SignInPage() {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [asksCode, setAsksCode] = useState(false);
  const enter = useEnter();
  const signIn = useMutation({
    mutationFn: () => ask(api.POST("/v1/account/sign-in", { body: { email, password, ...(asksCode && { code: code.trim() }) } })),
    onSuccess: (account) => enter(account, safeNext(location.search)),
    onError: (error) => error instanceof ApiError && error.code === "mfa_required" && setAsksCode(true),
  });
  // That a code is needed is the next step, not a fault.
  const error = signIn.error instanceof ApiError && signIn.error.code === "mfa_required" ? null : signIn.error;
  return (
    <Door
      title={asksCode ? "Second factor" : "Sign in"}
      about={asksCode ? "Enter the code that your authenticator shows now, or one of your recovery codes." : undefined}
      action="Sign in"
      busy={signIn.isPending}
      error={error}
      shown={["email", "password", "code"]}
      onSubmit={() => signIn.mutate()}
      below={
        asksCode ? undefined : (
          <>
            <Link href="/reset">Forgot your password?</Link> On a first run, open the link that the silo prints at its start instead.
          </>
        )
      }
    >
      {asksCode ? (
        <TextField
          key="code"
          label="Code"
          className="mono"
          autoComplete="one-time-code"
          fault={fieldFault(error, "code")}
          value={code}
          onChange={(e) => setCode(e.target.value)}
          autoFocus
        />
      ) : (
        <>
          <TextField label="E-mail" type="email" autoComplete="username" fault={fieldFault(error, "email")} value={email} onChange={(e) => setEmail(e.target.value)} autoFocus />
          <TextField
            label="Password"
            type="password"
            autoComplete="current-password"
            fault={fieldFault(error, "password")}
            value={password}
            onChange={(e) => setPassword(e.target.value)}
          />
        </>
      )}
    </Door>
  );
}
