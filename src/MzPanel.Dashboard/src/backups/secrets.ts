import { newPassword } from "./seal";

/** What opens a destination, while it is typed. It never leaves the page but sealed. */
export interface Secrets {
  /** Whether the password is one's own instead of the one that was made here. */
  isOwn: boolean;
  made: string;
  /** Whether somebody said that the made one is kept. */
  isKept: boolean;
  typed: Record<string, string>;
}

export const PASSWORD = "password";

/** What a type needs besides the password of the repository. */
export const SECRETS: Record<string, readonly (readonly [name: string, label: string])[]> = {
  local: [],
  object: [
    ["access_key_id", "Access key id"],
    ["secret_access_key", "Secret access key"],
  ],
  peer: [["private_key", "Private key"]],
};

export function newSecrets(): Secrets {
  return { isOwn: false, made: newPassword(), isKept: false, typed: {} };
}

/** What is still to be given, by name. */
export function missingOf(type: string, { isOwn, isKept, typed }: Secrets): string[] {
  const missing = (SECRETS[type] ?? []).map(([name]) => name).filter((name) => !typed[name]?.trim());
  return (isOwn ? typed[PASSWORD] : isKept) ? missing : [PASSWORD, ...missing];
}

/** The text that is sealed. */
export function textOf(type: string, { isOwn, made, typed }: Secrets): string {
  const others = (SECRETS[type] ?? []).map(([name]) => [name, name === "private_key" ? keyFile(typed[name]!) : typed[name]!.trim()]);
  return JSON.stringify({ [PASSWORD]: isOwn ? typed[PASSWORD] : made, ...Object.fromEntries(others) });
}

// ssh takes no key without a last line end, and none of another system.
function keyFile(text: string): string {
  return text.trim().replaceAll("\r\n", "\n") + "\n";
}
