import { expect, test } from "vitest";
import { configOf, databasesOf, databaseText } from "./backups";
import { missingOf, textOf } from "./secrets";

const nothing = { isOwn: false, made: "made-here", isKept: false, typed: {} };

test("of what was typed for another type nothing is sent, and a port is a number", () => {
  expect(configOf("peer", { host: " nas ", port: "2222", user: "mz", path: "/b", host_key: "ssh-ed25519 AAAA", bucket: "left" })).toEqual({ host: "nas", port: 2222, user: "mz", path: "/b", host_key: "ssh-ed25519 AAAA" });
  expect(configOf("object", { endpoint: "https://s3.example.org", bucket: "b", prefix: " " })).toEqual({ endpoint: "https://s3.example.org", bucket: "b" });
});

test("of a host key the line of a key file is taken, and that of ssh-keyscan", () => {
  for (const line of ["ssh-ed25519 AAAA", " ssh-ed25519 AAAA root@nas\n", "nas ssh-ed25519 AAAA"]) expect(configOf("peer", { host_key: line }).host_key).toBe("ssh-ed25519 AAAA");
  expect(configOf("peer", { host_key: " anything " }).host_key).toBe("anything");
});

test("databases are read as they are written", () => {
  const databases = databasesOf("mariadb shop\n\n  postgresql  crm 5433 \n");
  expect(databases).toEqual([
    { engine: "mariadb", name: "shop" },
    { engine: "postgresql", name: "crm", port: 5433 },
  ]);
  expect(databasesOf(databases.map(databaseText).join("\n"))).toEqual(databases);
});

test("a password that was made here has to be kept before it is used, and one's own to be there", () => {
  expect(missingOf("object", nothing)).toEqual(["password", "access_key_id", "secret_access_key"]);
  expect(missingOf("local", { ...nothing, isKept: true })).toEqual([]);
  expect(missingOf("local", { ...nothing, isOwn: true })).toEqual(["password"]);
});

test("what is sealed is what the type needs, and a key as ssh takes it", () => {
  expect(JSON.parse(textOf("local", { ...nothing, typed: { password: "own", private_key: "left" } }))).toEqual({ password: "made-here" });
  expect(JSON.parse(textOf("peer", { ...nothing, isOwn: true, typed: { password: " own ", private_key: "BEGIN\r\nkey\r\nEND" } }))).toEqual({ password: " own ", private_key: "BEGIN\nkey\nEND\n" });
});
