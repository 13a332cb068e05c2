import { CircleCheck, LoaderCircle } from "lucide-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, ask, type Schemas } from "../api/client";
import { Button, LinkButton } from "../kit/Button";
import { CopyBox } from "../kit/Copy";
import { Panel } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { Time } from "../kit/Time";
import { useServer } from "./useServer";
import "./install.css";

/** What to do on the VPS, and whether it worked: the page turns green by itself. */
export function InstallSteps({ serverId, install: first }: { serverId: string; install: Schemas["Install"] }) {
  const [install, setInstall] = useState(first);
  // Where the panel has no programs to hand out, the line registers an agent that was brought there some other way.
  const [bringsAgent, setBringsAgent] = useState(first.command?.startsWith("curl ") ?? true);
  const { data: server } = useServer(serverId);
  const renew = useMutation({
    mutationFn: () => ask(api.POST("/v1/servers/{id}/install-token", { params: { path: { id: serverId } } })),
    onSuccess: (made) => {
      setInstall(made.install);
      setBringsAgent(made.install.command?.startsWith("curl ") ?? true);
    },
  });
  const isHere = server?.status === "online";
  const hasRegistered = server?.agent_version !== undefined;
  return (
    <>
      <ol className="steps">
        {!bringsAgent && (
          <Step number={1} title="Put the agent on the VPS" done={hasRegistered}>
            <p>
              Copy <code>mzagent</code> for its platform to <code>/usr/local/bin/mzagent</code> and make it executable.
            </p>
          </Step>
        )}
        <Step number={bringsAgent ? 1 : 2} title="Run this line on the VPS, as root" done={bringsAgent ? isHere : hasRegistered}>
          {install.command ? <CopyBox label="install line" text={install.command} /> : <p>The line was shown once already. Make a new one.</p>}
          <div className="row between wrap">
            <p className="muted">
              It works once and is shown here only. It expires <Time at={install.expires_at} />.
            </p>
            {!hasRegistered && (
              <Button small busy={renew.isPending} onClick={() => renew.mutate()}>
                Make a new line
              </Button>
            )}
          </div>
          {bringsAgent && <p className="muted">It brings the agent, checks it, registers it and starts it now and at each boot. The agent needs no open port: it dials out.</p>}
          <Problem error={renew.error} />
        </Step>
        {!bringsAgent && (
          <Step number={3} title="Start it, now and at each boot" done={isHere}>
            <CopyBox label="start line" text="systemctl enable --now mzagent" />
            <p className="muted">
              with <code>packaging/mzagent.service</code> in <code>/etc/systemd/system</code>.
            </p>
          </Step>
        )}
      </ol>
      <div className={isHere ? "arrival here" : "arrival"} role="status">
        {isHere ? <CircleCheck aria-hidden /> : <LoaderCircle aria-hidden className="turning" />}
        <div className="grow">
          <strong>{isHere ? `${server.name} is connected` : hasRegistered ? "Registered. Waiting for it to connect …" : "Waiting for the agent …"}</strong>
          <p>{isHere ? `${server.hostname ?? ""} runs ${[server.os, server.os_version].filter(Boolean).join(" ") || "Linux"}, agent ${server.agent_version}.` : "This turns green by itself. You may also leave: the server stays in the fleet."}</p>
        </div>
        {isHere && (
          <div className="row wrap">
            <LinkButton href={`/servers/${serverId}`}>Open it</LinkButton>
            <LinkButton look="primary" href={`/servers/${serverId}/run`}>
              Run a first job
            </LinkButton>
          </div>
        )}
      </div>
    </>
  );
}

function Step({ number, title, done, children }: { number: number; title: string; done: boolean; children: React.ReactNode }) {
  return (
    <li>
      <Panel
        title={
          <>
            <span className={done ? "step-number done" : "step-number"} aria-hidden>
              {done ? "✓" : number}
            </span>
            {title}
            {done && <span className="visually-hidden">, done</span>}
          </>
        }
      >
        <div className="stack tight">{children}</div>
      </Panel>
    </li>
  );
}
