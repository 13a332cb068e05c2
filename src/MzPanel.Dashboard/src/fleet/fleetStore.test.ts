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
