import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../api/client";
import { Button } from "../kit/Button";
import { More } from "../kit/More";
import { Panel } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { Time } from "../kit/Time";
import { Wait } from "../kit/Wait";
import { usePaged } from "../kit/usePaged";
import { browserOf } from "./browserOf";

/** Where one is signed in. */
export function SessionsPanel() {
  const queries = useQueryClient();
  const { query, rows } = usePaged<Schemas["Session"]>(["sessions"], (cursor) => ask(api.GET("/v1/account/sessions", { params: { query: { cursor } } })));
  const end = useMutation({
    mutationFn: (id: string) => ask(api.DELETE("/v1/account/sessions/{id}", { params: { path: { id } } })),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ["sessions"] }),
  });
  return (
    <Panel title="Sessions" about="Where you are signed in." flush>
      <Problem error={query.error ?? end.error} />
      {query.isPending && <Wait />}
      <table className="table">
        <thead className="visually-hidden">
          <tr>
            <th>Browser</th>
            <th>Last seen</th>
            <th>Actions</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((session) => (
            <tr key={session.id}>
              <td>
                <div className="strong" title={session.user_agent}>
                  {browserOf(session.user_agent)}
                </div>
                <div className="muted">{session.address}</div>
              </td>
              <td>{session.current ? "This one" : <Time at={session.last_seen_at} />}</td>
              <td className="actions">
                {!session.current && (
                  <Button look="quiet" small busy={end.isPending && end.variables === session.id} onClick={() => end.mutate(session.id)} aria-label={`Sign out ${browserOf(session.user_agent)} at ${session.address}`}>
                    Sign out
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <More query={query} />
    </Panel>
  );
}
