import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useServerNames } from "../jobs/useServerNames";
import { Button, LinkButton } from "../kit/Button";
import { Choices } from "../kit/Choices";
import { Dialog } from "../kit/Dialog";
import { useMay } from "../shell/session";
import { SealForm } from "./SealForm";
import type { Destination } from "./backups";
import { destinationsQuery } from "./lists";

interface PlanDestinationsProps {
  serverId: string;
  ids: readonly string[];
  fault: string | undefined;
  onChange: (ids: string[]) => void;
}

/** Where a plan saves to; what its server cannot open yet is sealed on the way. */
export function PlanDestinations({ serverId, ids, fault, onChange }: PlanDestinationsProps) {
  const { data: destinations } = useQuery({ ...destinationsQuery, refetchOnMount: "always" });
  const mayChange = useMay("manage_destinations");
  const nameOf = useServerNames();
  const [sealing, setSealing] = useState<Destination | null>(null);
  const closed = destinations?.filter((one) => serverId && ids.includes(one.id) && !one.sealed_for.includes(serverId)) ?? [];
  return (
    <div className="stack tight">
      <h3>Where to</h3>
      <Choices label="destinations" choices={destinations?.map((one) => [one.id, one.name] as const)} ids={ids} onChange={onChange} />
      {destinations?.length === 0 && mayChange && (
        <div>
          <LinkButton small href="/backups/destinations/new">
            Add a destination
          </LinkButton>
        </div>
      )}
      {closed.map((one) => (
        <div className="row wrap" key={one.id}>
          <p className="hint">
            {nameOf(serverId)} cannot open {one.name} yet. {!mayChange && "An owner or admin has to seal it for that server."}
          </p>
          {mayChange && (
            <Button small onClick={() => setSealing(one)}>
              Seal it for {nameOf(serverId)}
            </Button>
          )}
        </div>
      ))}
      {fault && <p className="fault">{fault}</p>}
      <Dialog open={sealing !== null} onClose={() => setSealing(null)} title={`Seal ${sealing?.name ?? ""}`}>
        {sealing && <SealForm destination={sealing} first={[serverId]} onDone={() => setSealing(null)} />}
      </Dialog>
    </div>
  );
}
