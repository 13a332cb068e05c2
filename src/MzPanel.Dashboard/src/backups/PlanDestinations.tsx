import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Server } from "../api/resources";
import { Button, LinkButton } from "../kit/Button";
import { Choices } from "../kit/Choices";
import { Dialog } from "../kit/Dialog";
import { useMay } from "../shell/session";
import { SealForm } from "./SealForm";
import type { Destination } from "./backups";
import { destinationsQuery } from "./lists";
import { sealKeyOf } from "./seal";

interface PlanDestinationsProps {
  server: Server | undefined;
  ids: readonly string[];
  fault: string | undefined;
  onChange: (ids: string[]) => void;
}

/** Where a plan saves to; what its server cannot open yet is sealed on the way. */
export function PlanDestinations({ server, ids, fault, onChange }: PlanDestinationsProps) {
  const { data: destinations } = useQuery({ ...destinationsQuery, refetchOnMount: "always" });
  const mayChange = useMay("manage_destinations");
  const [sealing, setSealing] = useState<Destination | null>(null);
  const closed = (server && destinations?.filter((one) => ids.includes(one.id) && !one.sealed_for.includes(server.id))) ?? [];
  const canBeSealed = server && sealKeyOf(server) !== undefined;
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
            {server?.name} cannot open {one.name} yet. {!canBeSealed ? "Its agent has to connect once before anything can be sealed for it." : !mayChange && "An owner or admin has to seal it for that server."}
          </p>
          {canBeSealed && mayChange && (
            <Button small onClick={() => setSealing(one)}>
              Seal it for {server.name}
            </Button>
          )}
        </div>
      ))}
      {fault && <p className="fault">{fault}</p>}
      <Dialog open={sealing !== null} onClose={() => setSealing(null)} title={`Seal ${sealing?.name ?? ""}`}>
        {sealing && server && <SealForm destination={sealing} first={[server.id]} onDone={() => setSealing(null)} />}
      </Dialog>
    </div>
  );
}
