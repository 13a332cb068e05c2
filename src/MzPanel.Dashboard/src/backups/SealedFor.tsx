import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { api, ask, type Schemas } from "../api/client";
import { useServerNames } from "../jobs/useServerNames";
import { Button } from "../kit/Button";
import { Confirm } from "../kit/Dialog";
import { Panel } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { Table } from "../kit/Table";
import type { Destination } from "./backups";

/** The servers that can open a destination. */
export function SealedFor({ destination, mayChange }: { destination: Destination; mayChange: boolean }) {
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const nameOf = useServerNames();
  const [leaving, setLeaving] = useState<string | null>(null);
  const path = { params: { path: { id: destination.id } } };
  const check = useMutation({
    mutationFn: (server_id: string) => ask(api.POST("/v1/backups/destinations/{id}/check", { ...path, body: { server_id } })),
    onSuccess: ({ job }) => navigate(`/jobs/${job.id}`),
  });
  const rows = destination.sealed_for;
  return (
    <Panel title="Servers that save there" flush={rows.length > 0}>
      {rows.length === 0 && <p className="muted">None yet. A plan of a server can save there once it is sealed for that server.</p>}
      {check.error && (
        <div className="panel-body">
          <Problem error={check.error} />
        </div>
      )}
      {rows.length > 0 && (
        <Table
          rows={rows}
          keyOf={(id) => id}
          columns={[
            { name: "Server", look: "strong", show: (id) => <Link href={`/servers/${id}`}>{nameOf(id)}</Link> },
            {
              name: "Actions",
              look: "actions",
              show: (id) => (
                <>
                  <Button look="quiet" small busy={check.isPending && check.variables === id} onClick={() => check.mutate(id)} aria-label={`Check for ${nameOf(id)}`}>
                    Check
                  </Button>
                  {mayChange && (
                    <Button look="quiet" small onClick={() => setLeaving(id)} aria-label={`Take away from ${nameOf(id)}`}>
                      Take away
                    </Button>
                  )}
                </>
              ),
            },
          ]}
        />
      )}
      <Confirm
        open={leaving !== null}
        onClose={() => setLeaving(null)}
        title={`Take it from ${leaving ? nameOf(leaving) : ""}?`}
        name={leaving ? nameOf(leaving) : undefined}
        action="Take it away"
        onConfirm={async () => {
          // Null takes a box away; the types of the client know texts only.
          const sealed = { [leaving!]: null } as unknown as Schemas["DestinationChange"]["sealed"];
          await ask(api.PATCH("/v1/backups/destinations/{id}", { ...path, body: { sealed } }));
          await queries.invalidateQueries({ queryKey: ["destinations"] });
        }}
      >
        <p>That server can neither save nor restore there until it is sealed anew, which takes the password that you kept.</p>
      </Confirm>
    </Panel>
  );
}
