import { expect, test } from "vitest";
import { anewAt, hasOwnRoute, takenAway } from "./kinds";

test("what has a route of its own is not offered by its name", () => {
  expect(["agent.update", "backup.run", "site.create", "site.list", "system.info"].map(hasOwnRoute)).toEqual([true, true, true, false, false]);
});

test("no backup is run again as it was: where it is asked for anew is said instead", () => {
  expect(["backup.run", "backup.restore", "backup.check", "backup.list", "shell.run"].map((kind) => anewAt(kind)?.[0])).toEqual(["/backups", "/backups/snapshots", "/backups/destinations", "/backups", undefined]);
});

test("what is taken away has a name that is typed once more", () => {
  expect(["database.drop", "database.user.drop", "docker.down", "database.create"].map(takenAway)).toEqual(["name", "user", "stack", undefined]);
});
