import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pause, Play, Square } from "lucide-react";
import { useState } from "react";
import { api, ask } from "../api/client";
import { Button } from "../kit/Button";
import { Confirm } from "../kit/Dialog";
import { Problem } from "../kit/Problem";
import { useMayOrder } from "../run/KindField";
import type { Rollout } from "./rollouts";

/** What can be done with a rollout now. Who lets it go on needs the right to what it runs. */
export function RolloutActions({ rollout }: { rollout: Rollout }) {
  const queries = useQueryClient();
  const [isCancelling, setCancelling] = useState(false);
  const mayRunIt = useMayOrder(rollout.kind);
  const path = { params: { path: { id: rollout.id } } };
  const changed = () => {
    void queries.invalidateQueries({ queryKey: ["rollout", rollout.id] });
    void queries.invalidateQueries({ queryKey: ["rollouts"] });
  };
  const change = useMutation({
    mutationFn: (to: "pause" | "resume") => ask(to === "pause" ? api.POST("/v1/rollouts/{id}/pause", path) : api.POST("/v1/rollouts/{id}/resume", path)),
    onSettled: changed,
  });
  const { status } = rollout;
  const goesOn = status === "running" || status === "paused" || status === "stopped";
  return (
    <>
      <Problem error={change.error} />
      {status === "running" && (
        <Button icon={<Pause />} busy={change.isPending} onClick={() => change.mutate("pause")}>
          Pause
        </Button>
      )}
      {(status === "paused" || status === "stopped") && mayRunIt && (
        <Button look="primary" icon={<Play />} busy={change.isPending} onClick={() => change.mutate("resume")}>
          Resume
        </Button>
      )}
      {goesOn && (
        <Button icon={<Square />} onClick={() => setCancelling(true)}>
          Cancel
        </Button>
      )}
      <Confirm
        open={isCancelling}
        onClose={() => setCancelling(false)}
        title="Cancel this rollout?"
        name={rollout.kind}
        action="Cancel the rollout"
        onConfirm={async () => {
          await ask(api.POST("/v1/rollouts/{id}/cancel", path));
          changed();
        }}
      >
        <p>No further server is asked, and the {rollout.summary.running} that are at it are told to stop. It cannot be resumed.</p>
      </Confirm>
    </>
  );
}
