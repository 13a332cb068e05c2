import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Pencil, Play, Power, Trash2 } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, ask } from "../api/client";
import { IconButton } from "../kit/Button";
import { Confirm, Dialog } from "../kit/Dialog";
import { Menu, MenuItem, MenuLine } from "../kit/Menu";
import { Problem } from "../kit/Problem";
import { say } from "../kit/toasts";
import type { Plan } from "./backups";

type Asking = "disable" | "enable" | "delete" | null;

/** What can be done with a plan. */
export function PlanActions({ plan }: { plan: Plan }) {
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const [asking, setAsking] = useState<Asking>(null);
  const path = { params: { path: { id: plan.id } } };
  const close = () => setAsking(null);
  const after = async (said: string) => {
    await queries.invalidateQueries({ queryKey: ["plans"] });
    say(said);
  };
  const enable = async (enabled: boolean) => {
    await ask(api.PATCH("/v1/backups/plans/{id}", { ...path, body: { enabled } }));
    await after(`${plan.name} is ${enabled ? "enabled" : "disabled"}.`);
  };
  const run = useMutation({
    mutationFn: () => ask(api.POST("/v1/backups/plans/{id}/run", { ...path, body: {} })),
    onSuccess: ({ job }) => navigate(`/jobs/${job.id}`),
  });
  return (
    <>
      <Menu trigger={<IconButton label={`More about ${plan.name}`} icon={<Ellipsis />} />}>
        <MenuItem icon={<Play />} onClick={() => run.mutate()}>
          Run now
        </MenuItem>
        <MenuItem icon={<Pencil />} onClick={() => navigate(`/backups/plans/${plan.id}`)}>
          Change
        </MenuItem>
        <MenuItem icon={<Power />} onClick={() => setAsking(plan.enabled ? "disable" : "enable")}>
          {plan.enabled ? "Disable" : "Enable"}
        </MenuItem>
        <MenuLine />
        <MenuItem icon={<Trash2 />} danger onClick={() => setAsking("delete")}>
          Delete
        </MenuItem>
      </Menu>
      <Dialog open={run.isError} onClose={run.reset} title={`${plan.name} does not run`}>
        <Problem error={run.error} />
      </Dialog>
      <Confirm open={asking === "disable"} onClose={close} title={`Disable ${plan.name}?`} action="Disable" onConfirm={() => enable(false)}>
        <p>Nothing is saved by it any more until somebody enables it. Its snapshots stay.</p>
      </Confirm>
      <Confirm open={asking === "enable"} onClose={close} title={`Enable ${plan.name}?`} action="Enable" onConfirm={() => enable(true)}>
        <p>It runs again when its time comes, and in your name.</p>
      </Confirm>
      <Confirm
        open={asking === "delete"}
        onClose={close}
        title={`Delete ${plan.name}?`}
        name={plan.name}
        action="Delete plan"
        onConfirm={async () => {
          await ask(api.DELETE("/v1/backups/plans/{id}", path));
          await after(`${plan.name} is deleted.`);
        }}
      >
        <p>It saves nothing any more. Its snapshots stay, and can be restored.</p>
      </Confirm>
    </>
  );
}
