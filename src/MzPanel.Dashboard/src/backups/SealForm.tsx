import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { api, ask } from "../api/client";
import { Button } from "../kit/Button";
import { Problem } from "../kit/Problem";
import { leadToFault } from "../kit/leadToFault";
import { say } from "../kit/toasts";
import { SealingFields } from "./SealingFields";
import type { Destination } from "./backups";
import { canSeal } from "./seal";
import { useSealing } from "./useSealing";

/** Lets servers open a destination that is there. */
export function SealForm({ destination, first, onDone }: { destination: Destination; first?: readonly string[]; onDone?: () => void }) {
  const queries = useQueryClient();
  const sealing = useSealing(destination.type, destination.sealed_for, first);
  const save = useMutation({
    mutationFn: async () => ask(api.PATCH("/v1/backups/destinations/{id}", { params: { path: { id: destination.id } }, body: { sealed: await sealing.make() } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["destinations"] });
      say("It is sealed.");
      sealing.setIds([]);
      onDone?.();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // It may stand in the dialog of another form.
    event.stopPropagation();
    if (sealing.check()) save.mutate();
    else leadToFault(event.currentTarget);
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <SealingFields type={destination.type} sealing={sealing} title="Seal it for" />
      <Problem error={save.error} />
      {canSeal() && (
        <div className="row end">
          <Button type="submit" look="primary" busy={save.isPending}>
            Seal it
          </Button>
        </div>
      )}
    </form>
  );
}
