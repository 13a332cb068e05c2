import type { Schemas } from "../api/client";
import { numberOf } from "../kit/numbers";

export type Destination = Schemas["Destination"];
export type Plan = Schemas["Plan"];
export type Snapshot = Schemas["Snapshot"];
export type Database = Schemas["PlanDatabase"];

export const TYPES = [
  ["local", "A folder of the server itself"],
  ["object", "Object storage (S3)"],
  ["peer", "Another server, by SSH"],
] as const;

interface ConfigField {
  name: keyof Schemas["DestinationConfig"];
  label: string;
  hint?: string;
  placeholder?: string;
  optional?: true;
}

/** Where exactly a destination is, by type. */
export const CONFIG: Record<string, readonly ConfigField[]> = {
  local: [{ name: "path", label: "Folder", placeholder: "/backup", hint: "A disk of its own, best of all: what is lost with the server does not help." }],
  object: [
    { name: "endpoint", label: "Endpoint", placeholder: "https://s3.example.org" },
    { name: "bucket", label: "Bucket" },
    { name: "prefix", label: "Folder in the bucket", optional: true },
    { name: "region", label: "Region", optional: true },
  ],
  peer: [
    { name: "host", label: "Host", placeholder: "backup.example.org" },
    { name: "port", label: "Port", placeholder: "22", optional: true },
    { name: "user", label: "User" },
    { name: "path", label: "Folder", placeholder: "/backup" },
    { name: "host_key", label: "Host key", placeholder: "ssh-ed25519 AAAA…", hint: "Its public one; a server that shows another is refused." },
  ],
};

export function configOf(type: string, typed: Readonly<Record<string, string>>): Schemas["DestinationConfig"] {
  const given = (CONFIG[type] ?? []).flatMap(({ name }) => (typed[name]?.trim() ? [[name, valueOf(name, typed[name])] as const] : []));
  return Object.fromEntries(given);
}

function valueOf(name: string, text: string): string | number {
  if (name === "port") return numberOf(text);
  return name === "host_key" ? keyOf(text) : text.trim();
}

// Key files have a comment behind it, and ssh-keyscan says the host before it.
function keyOf(line: string): string {
  return /(?:^|\s)((?:ssh|ecdsa)-\S+)\s+(\S+)/.exec(line)?.slice(1).join(" ") ?? line.trim();
}

/** Where it is, in a line. */
export function placeOf({ type, config }: Destination): string {
  if (type === "object") return [config.endpoint, config.bucket, config.prefix].filter(Boolean).join("/");
  return type === "peer" ? `${config.user}@${config.host}:${config.path}` : (config.path ?? "");
}

/** One a line, as people type it: "mariadb shop", "postgresql crm 5433". */
export function databasesOf(text: string): Database[] {
  return linesOf(text).map((line) => {
    const [engine = "", name = "", port] = line.split(/\s+/);
    return { engine, name, ...(port && { port: numberOf(port) }) };
  });
}

export function databaseText({ engine, name, port }: Database): string {
  return [engine, name, port].filter(Boolean).join(" ");
}

export function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}
