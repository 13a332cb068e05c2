import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearchParams } from "wouter";
import type { Command } from "../api/resources";
import { PageHead, Panel } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { Wait } from "../kit/Wait";
import { useServer } from "../servers/useServer";
import { useTitle } from "../shell/useTitle";
import { commandsQuery } from "./commands";
import { useOffered } from "./KindField";
import { RunForm } from "./RunForm";
import "./run.css";

export default function RunPage() {
  const { id } = useParams<{ id: string }>();
  const [params, setParams] = useSearchParams();
  const { data: server } = useServer(id);
  const { data: commands, error, refetch } = useQuery(commandsQuery());
  const offered = useOffered() ?? [];
  useTitle(server && `Run on ${server.name}`);
  const chosen = offered.find((command) => command.kind === params.get("kind")) ?? offered[0];
  return (
    <div className="page">
      <PageHead
        above={
          <>
            <Link href="/">Fleet</Link> / <Link href={`/servers/${id}`}>{server?.name ?? id}</Link>
          </>
        }
        title="Run"
        about={server && server.status !== "online" ? "The server is not connected. The job waits for it, a day if need be." : undefined}
      />
      <Problem error={error} retry={() => void refetch()} />
      {!commands && !error && <Wait />}
      {chosen && (
        <div className="run">
          <Kinds commands={offered} chosen={chosen} onChoose={(kind) => setParams({ kind }, { replace: true })} />
          <RunForm key={chosen.kind} serverId={id} command={chosen} given={params} />
        </div>
      )}
    </div>
  );
}

function Kinds({ commands, chosen, onChoose }: { commands: Command[]; chosen: Command; onChoose: (kind: string) => void }) {
  const groups = [...new Set(commands.map((command) => command.kind.split(".")[0]!))];
  return (
    <>
      <select className="input run-choice" aria-label="Kind" value={chosen.kind} onChange={(e) => onChoose(e.target.value)}>
        {commands.map((command) => (
          <option key={command.kind}>{command.kind}</option>
        ))}
      </select>
      <nav className="run-kinds" aria-label="Kinds">
        <Panel>
          {groups.map((group) => (
            <div key={group}>
              <h3>{group}</h3>
              {commands
                .filter((command) => command.kind.startsWith(group + "."))
                .map((command) => (
                  <button key={command.kind} type="button" aria-current={command === chosen ? "true" : undefined} title={command.description} onClick={() => onChoose(command.kind)}>
                    {command.kind.slice(group.length + 1)}
                  </button>
                ))}
            </div>
          ))}
        </Panel>
      </nav>
    </>
  );
}
