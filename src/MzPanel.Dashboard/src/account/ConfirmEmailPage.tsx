import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { api, ask } from "../api/client";
import { Door } from "./Door";
import { takeToken } from "./fragment";

/** Where the link to a new address leads. */
export default function ConfirmEmailPage() {
  const [token] = useState(takeToken);
  const confirmed = useMutation({ mutationFn: () => ask(api.POST("/v1/account/email/confirm", { body: { token } })) });
  if (confirmed.isSuccess) return <Door title="Your address is changed" about={<>From now on you sign in with it. <Link href="/">Go to the dashboard</Link></>} />;
  return (
    <Door
      title="Confirm your new address"
      about="From then on you sign in with it, and the old one no longer counts."
      action="Confirm"
      busy={confirmed.isPending}
      error={confirmed.error}
      onSubmit={() => confirmed.mutate()}
    />
  );
}
