/** Kinds that are asked for by a route of their own, so that quotas and records cannot be passed by. */
export function hasOwnRoute(kind: string): boolean {
  return kind === "agent.update" || kind.startsWith("backup.") || (kind.startsWith("site.") && kind !== "site.list");
}

const ANEW: Record<string, readonly [href: string, text: string]> = {
  "backup.restore": ["/backups/snapshots", "Snapshots"],
  "backup.check": ["/backups/destinations", "Destinations"],
};

/** Where a backup is asked for anew: its job is not run again, because plan and destination may be others now. */
export function anewAt(kind: string): readonly [href: string, text: string] | undefined {
  return kind.startsWith("backup.") ? (ANEW[kind] ?? ["/backups", "Plans"]) : undefined;
}

const TAKEN_AWAY: Record<string, string> = { "database.drop": "name", "database.restore": "name", "database.user.drop": "user", "cron.delete": "entry", "cron.shell.delete": "entry", "docker.down": "stack" };

/** The argument that names what a kind takes away or writes over: it is typed once more before that runs. */
export function takenAway(kind: string): string | undefined {
  return TAKEN_AWAY[kind];
}
