import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, fieldFault } from "../api/apiError";
import { api, ask } from "../api/client";
import { TextField } from "../kit/Field";
import { Door } from "../account/Door";
import { takeToken } from "../account/fragment";
import { useEnter } from "../account/useEnter";

/** Where the link of an invitation leads. */
export default function AcceptPage() {
  const [token] = useState(takeToken);
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [asksCode, setAsksCode] = useState(false);
  const enter = useEnter();
  const accept = useMutation({
    mutationFn: () => ask(api.POST("/v1/team/invitations/accept", { body: { token, ...(password && { password }), ...(asksCode && { code: code.trim() }) } })),
    onSuccess: (account) => enter(account),
    onError: (error) => error instanceof ApiError && error.code === "mfa_required" && setAsksCode(true),
  });
  const error = accept.error instanceof ApiError && accept.error.code === "mfa_required" ? null : accept.error;
  if (!token || (error instanceof ApiError && error.status === 404))
    return <Door title="This invitation does not work" about="It was used, withdrawn, or is older than 7 days. Ask whoever invited you for a new one." />;
  return (
    <Door
      title="You are invited"
      about="If you have an account here, your password lets you in. If not, the password that you choose now makes you one."
      action="Accept"
      busy={accept.isPending}
      error={error}
      shown={["password", "code"]}
      onSubmit={() => accept.mutate()}
    >
      <TextField
        label="Password"
        type="password"
        autoComplete="current-password"
        hint="At least 12 characters for a new account. Leave it empty where you are signed in as whom the invitation is for."
        fault={fieldFault(error, "password")}
        value={password}
        onChange={(e) => setPassword(e.target.value)}
        autoFocus
      />
      {asksCode && <TextField label="Code" className="mono" hint="Of your second factor, or a recovery code." autoComplete="one-time-code" fault={fieldFault(error, "code")} value={code} onChange={(e) => setCode(e.target.value)} autoFocus />}
    </Door>
  );
}
