import { Link } from "wouter";
import type { Server } from "../api/resources";
import { LinkButton } from "../kit/Button";
import { Bar } from "../kit/Bar";
import { Empty } from "../kit/Panel";
import { Badge, SiteBadge } from "../kit/Status";
import { bytes, percent } from "../kit/sizes";
import { useMay } from "../shell/session";
import { InventoryTable } from "./InventoryTable";

interface Service {
  name: string;
  state: string;
  enabled: boolean;
}

const SERVICE_CHOICES = {
  Running: (row: Service) => row.state === "active",
  Failed: (row: Service) => row.state === "failed",
};

export function ServicesTab({ server }: { server: Server }) {
  return (
    <InventoryTable<Service>
      server={server}
      kind="services"
      keyOf={(row) => row.name}
      text={serviceText}
      choices={SERVICE_CHOICES}
      empty={<Empty title="No services">The agent finds no service manager that has any.</Empty>}
      columns={[
        { name: "Service", show: (row) => <span className="mono">{row.name}</span> },
        { name: "State", show: (row) => <Badge tone={row.state === "active" ? "ok" : row.state === "failed" ? "bad" : "idle"}>{row.state}</Badge> },
        { name: "At boot", show: (row) => (row.enabled ? "starts" : <span className="muted">–</span>) },
        {
          name: "",
          show: (row) => (
            <div className="row end">
              <Link href={`/servers/${server.id}/run?kind=service.logs&name=${encodeURIComponent(row.name)}`}>Logs</Link>
              <Link href={`/servers/${server.id}/run?kind=service.restart&name=${encodeURIComponent(row.name)}`}>Restart</Link>
            </div>
          ),
        },
      ]}
    />
  );
}

interface Package {
  name: string;
  version: string;
  candidate?: string;
  security?: boolean;
}

const PACKAGE_CHOICES = {
  "With a newer version": (row: Package) => row.candidate !== undefined,
  "Security updates": (row: Package) => row.security === true,
};

export function PackagesTab({ server }: { server: Server }) {
  return (
    <InventoryTable<Package>
      server={server}
      kind="packages"
      keyOf={(row) => `${row.name} ${row.version}`}
      text={packageText}
      choices={PACKAGE_CHOICES}
      empty={<Empty title="No packages">The agent reads them from dpkg, which has none here.</Empty>}
      above={
        <LinkButton small href={`/servers/${server.id}/run?kind=package.upgrade`}>
          Upgrade
        </LinkButton>
      }
      columns={[
        { name: "Package", show: (row) => <span className="mono">{row.name}</span> },
        { name: "Installed", show: (row) => <span className="mono">{row.version}</span> },
        {
          name: "Newer",
          show: (row) =>
            row.candidate ? (
              <span className="row wrap">
                <span className="mono">{row.candidate}</span>
                {row.security && <Badge tone="bad">security</Badge>}
              </span>
            ) : (
              <span className="muted">–</span>
            ),
        },
      ]}
    />
  );
}

interface Disk {
  mount: string;
  total: number;
  used: number;
}

export function DisksTab({ server }: { server: Server }) {
  return (
    <InventoryTable<Disk>
      server={server}
      kind="disks"
      keyOf={(row) => row.mount}
      empty={<Empty title="No disks">The agent sees no mounted file system.</Empty>}
      columns={[
        { name: "Mounted at", show: (row) => <span className="mono">{row.mount}</span> },
        {
          name: "Used",
          show: (row) => (
            <div className="disk-bar">
              <Bar label={row.mount} value={percent(row.used, row.total)} text={`${bytes(row.used)} of ${bytes(row.total)}`} />
              <span className="number">{Math.round(percent(row.used, row.total) ?? 0)} %</span>
            </div>
          ),
        },
        { name: "Free", numeric: true, show: (row) => bytes(row.total - row.used) },
        { name: "Size", numeric: true, show: (row) => bytes(row.total) },
      ]}
    />
  );
}

interface SiteEntry {
  site_id: string;
  domain: string;
  aliases: string[];
  kind: string;
  stage: "making" | "ready" | "removing";
  enabled: boolean;
}

const STAGES = { making: "pending", ready: "active", removing: "deleting" };

export function SitesOnServerTab({ server }: { server: Server }) {
  const mayMake = useMay("manage_sites");
  return (
    <InventoryTable<SiteEntry>
      server={server}
      kind="sites"
      keyOf={(row) => row.site_id}
      text={siteText}
      empty={
        <Empty title="No sites on this server" action={mayMake && <LinkButton look="primary" href={`/sites/new?server=${server.id}`}>Make a site</LinkButton>}>
          Static files, PHP or a proxy to a program, served by nginx.
        </Empty>
      }
      columns={[
        { name: "Domain", show: (row) => <Link href={`/sites/${row.site_id}`}>{row.domain}</Link> },
        { name: "Kind", show: (row) => row.kind },
        { name: "Aliases", show: (row) => row.aliases.join(", ") || <span className="muted">–</span> },
        { name: "State", show: (row) => <SiteBadge status={row.stage === "ready" && !row.enabled ? "disabled" : STAGES[row.stage]} /> },
      ]}
    />
  );
}

function serviceText(row: Service): string {
  return row.name;
}

function packageText(row: Package): string {
  return row.name;
}

function siteText(row: SiteEntry): string {
  return [row.domain, ...row.aliases].join(" ");
}
