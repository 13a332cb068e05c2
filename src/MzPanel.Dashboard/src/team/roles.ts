export const ROLES = [
  ["admin", "Admin", "everything but the team, closing and handing over"],
  ["operator", "Operator", "runs servers and their sites, without the free shell"],
  ["customer", "Customer", "sees and changes the sites handed over"],
] as const;

export function roleHint(role: string): string {
  const found = ROLES.find(([name]) => name === role);
  return found ? `${found[1]}: ${found[2]}.` : "";
}
