import { Link } from "wouter";
import type { Server } from "../api/resources";
import { LinkButton } from "../kit/Button";
import { Empty } from "../kit/Panel";
import { bytes } from "../kit/sizes";
import { InventoryTable } from "./InventoryTable";

interface Database {
  name: string;
  engine: "mariadb" | "postgresql";
  size_bytes: number;
  port?: number;
  site_id?: string;
}

const ENGINES = { mariadb: "MariaDB", postgresql: "PostgreSQL" };

export function DatabasesTab({ server }: { server: Server }) {
  return (
    <InventoryTable<Database>
      server={server}
      kind="databases"
      keyOf={(row) => `${row.engine} ${row.port ?? ""} ${row.name}`}
      text={databaseText}
      empty={
        <Empty title="No databases" action={<LinkButton href={`/servers/${server.id}/run?kind=database.create`}>Make a database</LinkButton>}>
          The agent asks MariaDB and PostgreSQL, where they run on the server.
        </Empty>
      }
      columns={[
        { name: "Database", show: (row) => <span className="mono">{row.name}</span> },
        { name: "Engine", show: (row) => ENGINES[row.engine] + (row.port ? `, port ${row.port}` : "") },
        { name: "Site", show: (row) => (row.site_id ? <Link href={`/sites/${row.site_id}`}>its site</Link> : <span className="muted">–</span>) },
        { name: "Size", numeric: true, show: (row) => bytes(row.size_bytes) },
      ]}
    />
  );
}

interface CronEntry {
  user: string;
  schedule: string;
  command: string;
  source: string;
}

export function CronTab({ server }: { server: Server }) {
  return (
    <InventoryTable<CronEntry>
      server={server}
      kind="cron"
      keyOf={(row) => `${row.source} ${row.user} ${row.schedule} ${row.command}`}
      text={cronText}
      empty={
        <Empty title="Nothing runs by the clock" action={<LinkButton href={`/servers/${server.id}/run?kind=cron.set`}>Have cron run something for a site</LinkButton>}>
          The agent reads the crontabs of the system and of each user.
        </Empty>
      }
      columns={[
        { name: "When", show: (row) => <span className="mono">{row.schedule}</span> },
        { name: "As", show: (row) => row.user },
        { name: "Command", show: (row) => <span className="mono">{row.command}</span> },
        { name: "From", show: (row) => <span className="mono muted">{row.source}</span> },
      ]}
    />
  );
}

interface Chain {
  family: string;
  table: string;
  chain: string;
  hook?: string;
  policy?: string;
  rules: string[];
}

export function FirewallTab({ server }: { server: Server }) {
  return (
    <InventoryTable<Chain>
      server={server}
      kind="firewall"
      keyOf={(row) => `${row.family} ${row.table} ${row.chain}`}
      empty={
        <Empty title="No firewall" action={<LinkButton href={`/servers/${server.id}/run?kind=firewall.allow`}>Allow what has to be reached</LinkButton>}>
          nftables has no chain on this server: whatever listens can be reached. Allow SSH and the ports of your sites, then have the policy drop all else.
        </Empty>
      }
      columns={[
        { name: "Chain", show: (row) => <span className="mono">{`${row.family} ${row.table} ${row.chain}`}</span> },
        { name: "Hook", show: (row) => row.hook ?? <span className="muted">–</span> },
        { name: "Otherwise", show: (row) => row.policy ?? <span className="muted">–</span> },
        {
          name: "Rules",
          show: (row) =>
            row.rules.length > 0 ? (
              <ul className="mono">
                {row.rules.map((rule, i) => (
                  <li key={i}>{rule}</li>
                ))}
              </ul>
            ) : (
              <span className="muted">none</span>
            ),
        },
      ]}
    />
  );
}

function databaseText(row: Database): string {
  return row.name;
}

function cronText(row: CronEntry): string {
  return `${row.user} ${row.command} ${row.source}`;
}
