import { expect, test } from "vitest";
import type { Account } from "../api/resources";
import { mayOrder } from "./rights";

const offered = [{ kind: "system.info" }];

function member(role: Account["role"]): Account {
  return { role, scope: { type: "all" } } as Account;
}

test("an update of agents goes on for those who manage the servers, though no form offers it", () => {
  expect(mayOrder(member("admin"), "agent.update", offered)).toBe(true);
  expect(mayOrder(member("operator"), "agent.update", offered)).toBe(false);
});

test("what is offered may be ordered, and nothing before that is known", () => {
  expect(mayOrder(member("operator"), "system.info", offered)).toBe(true);
  expect(mayOrder(member("operator"), "shell.run", offered)).toBe(false);
  expect(mayOrder(member("owner"), "system.info", undefined)).toBe(false);
});
