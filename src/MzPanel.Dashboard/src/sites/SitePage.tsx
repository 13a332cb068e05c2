import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation, useParams } from "wouter";
import { ApiError } from "../api/apiError";
import { api, ask, type Schemas } from "../api/client";
import type { Site } from "../api/resources";
import { Button, LinkButton } from "../kit/Button";
import { Confirm } from "../kit/Dialog";
import { Empty, Facts, PageHead, Panel } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { SiteBadge } from "../kit/Status";
import { Time } from "../kit/Time";
import { Wait } from "../kit/Wait";
import { JobsList } from "../jobs/JobsList";
import { useServerNames } from "../jobs/useServerNames";
import { useMay } from "../shell/session";
import { useTitle } from "../shell/useTitle";
import { Certificate } from "./Certificate";
import { EditSite } from "./EditSite";
import { GetCertificate } from "./GetCertificate";

export default function SitePage() {
  const { id } = useParams<{ id: string }>();
  const { data: site, error, refetch } = useQuery({ queryKey: ["site", id], queryFn: () => ask(api.GET("/v1/sites/{id}", { params: { path: { id } } })) });
  useTitle(site?.domain);
  if (site) return <SiteView site={site} />;
  const isGone = error instanceof ApiError && error.status === 404;
  return (
    <div className="page">
      {isGone ? (
        <Empty whole title="There is no such site" action={<LinkButton href="/sites">All sites</LinkButton>}>
          It was deleted, or it is not in your scope.
        </Empty>
      ) : error ? (
        <Problem error={error} retry={() => void refetch()} />
      ) : (
        <Wait />
      )}
    </div>
  );
}

type Asking = "edit" | "ssl" | "disable" | "delete" | null;

function SiteView({ site }: { site: Site }) {
  const [asking, setAsking] = useState<Asking>(null);
  const [, navigate] = useLocation();
  const nameOf = useServerNames();
  const mayDelete = useMay("manage_sites");
  const maySeeServer = useMay("use_servers");
  const done = useSiteChange(site.id);
  const path = { params: { path: { id: site.id } } };
  const enable = useMutation({ mutationFn: () => ask(api.POST("/v1/sites/{id}/enable", { ...path, body: {} })), onSuccess: done });
  const isBusy = site.status === "pending" || site.status === "deleting";
  const close = () => setAsking(null);
  return (
    <div className="page">
      <PageHead
        above={<Link href="/sites">Sites</Link>}
        title={site.domain}
        about={
          <div className="row wrap">
            <SiteBadge status={site.status} />
            {site.status === "active" && (
              <a href={`https://${site.domain}`} target="_blank" rel="noreferrer">
                Open it
              </a>
            )}
          </div>
        }
        actions={
          !isBusy && (
            <>
              <Button onClick={() => setAsking("ssl")}>{site.ssl.expires_at ? "Renew the certificate" : "Get a certificate"}</Button>
              {site.status === "disabled" ? (
                <Button busy={enable.isPending} onClick={() => enable.mutate()}>
                  Enable
                </Button>
              ) : (
                site.status === "active" && <Button onClick={() => setAsking("disable")}>Disable</Button>
              )}
              <Button onClick={() => setAsking("edit")}>Change</Button>
            </>
          )
        }
      />
      <Problem error={enable.error} />
      <Panel>
        <Facts
          rows={[
            ["Server", maySeeServer ? <Link key="server" href={`/servers/${site.server_id}`}>{nameOf(site.server_id)}</Link> : site.server_id],
            ["Kind", site.kind],
            ...(site.php_version ? ([["PHP", site.php_version]] as const) : []),
            ...(site.upstream ? ([["Upstream", <span key="upstream" className="mono">{site.upstream}</span>]] as const) : []),
            ["Aliases", site.aliases.join(", ") || undefined],
            ["Largest upload", `${site.upload_mb ?? 64} MiB`],
            ["Certificate", <Certificate key="ssl" ssl={site.ssl} />],
            ["Issuer", site.ssl.issuer],
            ["Made", <Time key="made" at={site.created_at} />],
            ["Identifier", <span key="id" className="mono">{site.id}</span>],
          ]}
        />
      </Panel>
      <Panel title="Jobs of this site" flush>
        <JobsList filter={{ site_id: site.id }} hideServer first={10} />
      </Panel>
      {mayDelete && site.status !== "deleting" && (
        <Panel title="Delete this site" about="Its files stay on the server for 7 days, in an archive of root’s.">
          <Button look="danger" onClick={() => setAsking("delete")}>
            Delete {site.domain}
          </Button>
        </Panel>
      )}
      <EditSite site={site} open={asking === "edit"} onClose={close} onDone={done} />
      <GetCertificate site={site} open={asking === "ssl"} onClose={close} onDone={done} />
      <Confirm open={asking === "disable"} onClose={close} title={`Disable ${site.domain}?`} action="Disable" onConfirm={async () => done(await ask(api.POST("/v1/sites/{id}/disable", { ...path, body: {} })))}>
        <p>The server stops answering to its names. Its files stay, and you can enable it again.</p>
      </Confirm>
      <Confirm
        open={asking === "delete"}
        onClose={close}
        title={`Delete ${site.domain}?`}
        name={site.domain}
        action="Delete site"
        onConfirm={async () => {
          const { job } = await ask(api.DELETE("/v1/sites/{id}", path));
          navigate(`/jobs/${job.id}`);
        }}
      >
        <p>Its user, its configuration and its certificate are removed from the server. Its files stay there for 7 days, in an archive of root’s.</p>
      </Confirm>
    </div>
  );
}

/** Shows the site as the answer has it, and its new job. */
function useSiteChange(id: string): (answer: Schemas["SiteAnswer"]) => void {
  const queries = useQueryClient();
  return ({ site }) => {
    queries.setQueryData(["site", id], site);
    void queries.invalidateQueries({ queryKey: ["sites"] });
  };
}
