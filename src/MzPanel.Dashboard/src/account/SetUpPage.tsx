import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { ApiError, fieldFault } from "../api/apiError";
import { api, ask } from "../api/client";
import { TextField } from "../kit/Field";
import { Door } from "./Door";
import { takeToken } from "./fragment";
import { useEnter } from "./useEnter";

/** The first run: who opens the printed link becomes the owner. */
export default function SetUpPage() {
  const [fromLink] = useState(takeToken);
  const [token, setToken] = useState(fromLink);
  const [workspace, setWorkspace] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const enter = useEnter();
  const setUp = useMutation({
    mutationFn: () => ask(api.POST("/v1/account/setup", { body: { setup_token: token.trim(), email, password, workspace_name: workspace } })),
    onSuccess: (account) => enter(account, "/servers/new"),
  });
  const { error } = setUp;
  if (error instanceof ApiError && error.code === "conflict")
    return <Door title="This installation is set up already" about={<>Its owner exists. <Link href="/sign-in">Sign in</Link>, or ask the owner for an invitation.</>} />;
  return (
    <Door
      title="Set up MzPanel"
      about="You become the owner of this installation. There is one, and it is whoever comes first with the link."
      action="Set up"
      busy={setUp.isPending}
      error={error}
      shown={["setup_token", "workspace_name", "email", "password"]}
      onSubmit={() => setUp.mutate()}
      below="One workspace holds your servers, sites and people. You can rename it later."
    >
      {!fromLink && (
        <TextField
          label="Set-up token"
          className="mono"
          hint="The silo prints it at each start until an owner exists: Setup: …/setup#token=…"
          fault={fieldFault(error, "setup_token")}
          value={token}
          onChange={(e) => setToken(e.target.value)}
          autoComplete="off"
        />
      )}
      <TextField
        label="Workspace"
        placeholder="Home"
        fault={fieldFault(error, "workspace_name")}
        value={workspace}
        onChange={(e) => setWorkspace(e.target.value)}
        autoFocus
      />
      <TextField
        label="E-mail"
        type="email"
        autoComplete="username"
        fault={fieldFault(error, "email")}
        value={email}
        onChange={(e) => setEmail(e.target.value)}
      />
      <TextField
        label="Password"
        type="password"
        autoComplete="new-password"
        hint="At least 12 characters. A few unrelated words are good."
        fault={fieldFault(error, "password")}
        value={password}
        onChange={(e) => setPassword(e.target.value)}
      />
    </Door>
  );
}
