import { Globe, Plus } from "lucide-react";
import { Link } from "wouter";
import { api, ask } from "../api/client";
import type { Site } from "../api/resources";
import { Button, LinkButton } from "../kit/Button";
import { More } from "../kit/More";
import { Empty, PageHead } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { SiteBadge } from "../kit/Status";
import { Wait } from "../kit/Wait";
import { useChosen } from "../kit/useChosen";
import { usePaged } from "../kit/usePaged";
import { useServerNames } from "../jobs/useServerNames";
import { useMay } from "../shell/session";
import { useTitle } from "../shell/useTitle";
import { Certificate } from "./Certificate";

const STATUSES = ["pending", "active", "disabled", "failed", "deleting"];

export default function SitesPage() {
  useTitle("Sites");
  const [{ q, status }, choose] = useChosen("q", "status");
  const { query, rows } = usePaged<Site>(["sites", { q, status }], (cursor) =>
    ask(api.GET("/v1/sites", { params: { query: { q: q || undefined, status: status || undefined, cursor } } })),
  );
  const mayMake = useMay("manage_sites");
  const maySeeServers = useMay("use_servers");
  const nameOf = useServerNames();
  const isFiltered = Boolean(q || status);
  const make = mayMake && (
    <LinkButton look="primary" href="/sites/new" icon={<Plus />}>
      New site
    </LinkButton>
  );
  return (
    <div className="page">
      <PageHead title="Sites" actions={(rows.length > 0 || isFiltered) && make} />
      {(rows.length > 0 || isFiltered || query.isPending) && (
        <div className="row wrap" role="search">
          <input className="input search-input" type="search" placeholder="Search domain" aria-label="Search sites" value={q} onChange={(e) => choose({ q: e.target.value })} />
          <select className="input fit" aria-label="Status" value={status} onChange={(e) => choose({ status: e.target.value })}>
            <option value="">Any status</option>
            {STATUSES.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </div>
      )}
      <Problem error={query.error} retry={() => void query.refetch()} />
      <div className="panel">
        {query.isPending && <Wait />}
        {query.isSuccess && rows.length === 0 && (
          <Empty icon={<Globe />} title={isFiltered ? "No site fits" : "No sites yet"} action={isFiltered ? <Button onClick={() => choose({ q: "", status: "" })}>Show all</Button> : make}>
            {isFiltered ? "None has what you search for." : "A site is a domain that one of your servers answers to: static files, PHP, or a program behind a proxy."}
          </Empty>
        )}
        {rows.length > 0 && (
          <table className="table">
            <thead>
              <tr>
                <th>Domain</th>
                {maySeeServers && <th className="wide">Server</th>}
                <th className="wide">Kind</th>
                <th>Status</th>
                <th className="wide">Certificate</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((site) => (
                <tr key={site.id}>
                  <td className="strong">
                    <Link href={`/sites/${site.id}`}>{site.domain}</Link>
                    {site.aliases.length > 0 && <div className="cell-about ellipsis">{site.aliases.join(", ")}</div>}
                  </td>
                  {maySeeServers && (
                    <td className="wide">
                      <Link href={`/servers/${site.server_id}`}>{nameOf(site.server_id)}</Link>
                    </td>
                  )}
                  <td className="wide">{site.kind}</td>
                  <td>
                    <SiteBadge status={site.status} />
                  </td>
                  <td className="wide">
                    <Certificate ssl={site.ssl} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <More query={query} />
      </div>
    </div>
  );
}
