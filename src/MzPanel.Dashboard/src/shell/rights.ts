import type { Account, Command } from "../api/resources";

export type Right = "own_workspace" | "manage_team" | "view_team" | "view_audit" | "add_servers" | "manage_servers" | "use_servers" | "manage_sites" | "use_sites" | "free_shell" | "manage_destinations";

const ALL: readonly Right[] = ["own_workspace", "manage_team", "view_team", "view_audit", "add_servers", "manage_servers", "use_servers", "manage_sites", "use_sites", "free_shell", "manage_destinations"];

// The control plane decides; this only keeps what it would refuse from being offered (rest-api.md, section 5).
const BY_ROLE: Record<string, readonly Right[]> = {
  owner: ALL,
  admin: ALL.filter((right) => right !== "own_workspace" && right !== "manage_team"),
  operator: ["use_servers", "manage_sites", "use_sites"],
  customer: ["use_sites"],
};

export function may(account: Account, right: Right): boolean {
  // Whoever has some servers only could not see the one that was added, and would change a destination for the others too.
  if ((right === "add_servers" || right === "manage_destinations") && account.scope.type !== "all") return false;
  return BY_ROLE[account.role]?.includes(right) ?? false;
}

/** Whether a kind of job may be asked for, by what the kind says it needs. */
export function mayRun(account: Account, capability: string): boolean {
  if (capability === "shell") return may(account, "free_shell");
  if (capability === "manage_sites") return may(account, "manage_sites");
  if (capability === "use_sites") return may(account, "use_sites");
  return may(account, "use_servers");
}

/** Whether many servers may be asked for a kind: it is offered, or an update of agents, which those who manage the servers order. */
export function mayOrder(account: Account, kind: string, offered: readonly Pick<Command, "kind">[] | undefined): boolean {
  return kind === "agent.update" ? may(account, "manage_servers") : (offered?.some((command) => command.kind === kind) ?? false);
}
