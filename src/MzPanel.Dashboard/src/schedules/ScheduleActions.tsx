import { useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Pencil, Power, Trash2 } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, ask } from "../api/client";
import { IconButton } from "../kit/Button";
import { Confirm } from "../kit/Dialog";
import { Menu, MenuItem, MenuLine } from "../kit/Menu";
import { say } from "../kit/toasts";
import { useOffered } from "../run/KindField";
import type { Schedule } from "./ScheduleForm";

type Asking = "disable" | "enable" | "delete" | null;

/** What can be done with a schedule. To change what runs takes the right to run it: from then on it runs in one's own name. */
export function ScheduleActions({ schedule }: { schedule: Schedule }) {
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const [asking, setAsking] = useState<Asking>(null);
  const mayChange = useOffered()?.some((command) => command.kind === schedule.kind);
  const path = { params: { path: { id: schedule.id } } };
  const close = () => setAsking(null);
  const after = async (said: string) => {
    await queries.invalidateQueries({ queryKey: ["schedules"] });
    say(said);
  };
  const enable = async (enabled: boolean) => {
    await ask(api.PATCH("/v1/schedules/{id}", { ...path, body: { enabled } }));
    await after(`${schedule.name} is ${enabled ? "enabled" : "disabled"}.`);
  };
  return (
    <>
      <Menu trigger={<IconButton label={`More about ${schedule.name}`} icon={<Ellipsis />} />}>
        {mayChange && (
          <MenuItem icon={<Pencil />} onClick={() => navigate(`/schedules/${schedule.id}`)}>
            Change
          </MenuItem>
        )}
        {(schedule.enabled || mayChange) && (
          <MenuItem icon={<Power />} onClick={() => setAsking(schedule.enabled ? "disable" : "enable")}>
            {schedule.enabled ? "Disable" : "Enable"}
          </MenuItem>
        )}
        <MenuLine />
        <MenuItem icon={<Trash2 />} danger onClick={() => setAsking("delete")}>
          Delete
        </MenuItem>
      </Menu>
      <Confirm open={asking === "disable"} onClose={close} title={`Disable ${schedule.name}?`} action="Disable" onConfirm={() => enable(false)}>
        <p>It runs no more until somebody enables it. What runs now goes on.</p>
      </Confirm>
      <Confirm open={asking === "enable"} onClose={close} title={`Enable ${schedule.name}?`} action="Enable" onConfirm={() => enable(true)}>
        <p>It runs again when its time comes, and in your name.</p>
      </Confirm>
      <Confirm
        open={asking === "delete"}
        onClose={close}
        title={`Delete ${schedule.name}?`}
        name={schedule.name}
        action="Delete schedule"
        onConfirm={async () => {
          await ask(api.DELETE("/v1/schedules/{id}", path));
          await after(`${schedule.name} is deleted.`);
        }}
      >
        <p>It runs no more. The jobs that it asked for stay, with their logs.</p>
      </Confirm>
    </>
  );
}
