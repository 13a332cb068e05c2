import { describe, expect, it } from "vitest";
import type { Server } from "../api/resources";
import { FleetStore } from "./fleetStore";

const server = (id: string, name: string, more: Partial<Server> = {}) => ({ id, name, tags: [], status: "online", jobs: { queued: 0, running: 0 }, created_at: "", ...more }) as Server;

function store(...servers: Server[]): FleetStore {
  const made = new FleetStore();
  made.replace(servers);
  return made;
}

const ALL = { text: "", status: "", tag: "" } as const;

describe("the fleet", () => {
  it("wakes one row, and not the list, for a heartbeat", () => {
    const fleet = store(server("a", "a"), server("b", "b"));
    const told: string[] = [];
    fleet.onRow("a", () => told.push("a"));
    fleet.onRow("b", () => told.push("b"));
    fleet.onList(() => told.push("list"));
    fleet.put(server("a", "a", { metrics: { cpu_pct: 5 } }));
    expect(told).toEqual(["a"]);
    fleet.put(server("b", "b", { status: "offline" }));
    expect(told).toEqual(["a", "list", "b"]);
  });

  it("keeps the figures of a server whose change brings none", () => {
    const fleet = store(server("a", "a", { metrics: { cpu_pct: 5 } }));
    fleet.put(server("a", "renamed"));
    expect(fleet.get("a")).toMatchObject({ name: "renamed", metrics: { cpu_pct: 5 } });
  });

  it("takes from a heartbeat what it brings, and keeps the rest", () => {
    const fleet = store(server("a", "a", { tags: ["eu"] }));
    const told: string[] = [];
    fleet.onList(() => told.push("list"));
    fleet.put({ id: "a", status: "online", metrics: { cpu_pct: 7 } });
    expect(fleet.get("a")).toMatchObject({ name: "a", tags: ["eu"], jobs: { queued: 0 }, metrics: { cpu_pct: 7 } });
    expect(told).toEqual([]);
    fleet.put({ id: "a", status: "offline" });
    expect(told).toEqual(["list"]);
  });

  it("does not show a server of which it knows a heartbeat only, until it was read", () => {
    const fleet = store();
    fleet.put({ id: "a", status: "online", metrics: { cpu_pct: 7 } });
    expect(fleet.select({ ...ALL, text: "a" })).toEqual([]);
    fleet.put(server("a", "a"));
    expect(fleet.select({ ...ALL, text: "a" })).toEqual(["a"]);
  });

  it("is in the order of its names, as people count", () => {
    expect(store(server("1", "web-10"), server("2", "web-9"), server("3", "Web-1")).select(ALL)).toEqual(["3", "2", "1"]);
  });

  it("finds by name, host and tag, by status and by tag", () => {
    const fleet = store(server("a", "web", { tags: ["eu"], hostname: "h1" }), server("b", "db", { status: "offline", tags: ["us"] }));
    expect(fleet.select({ ...ALL, text: "H1" })).toEqual(["a"]);
    expect(fleet.select({ ...ALL, text: "us" })).toEqual(["b"]);
    expect(fleet.select({ ...ALL, status: "offline" })).toEqual(["b"]);
    expect(fleet.select({ ...ALL, tag: "eu" })).toEqual(["a"]);
    expect(fleet.counts()).toEqual({ online: 1, offline: 1, pending: 0 });
  });
});
