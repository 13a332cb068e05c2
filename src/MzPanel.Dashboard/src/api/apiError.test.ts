import { expect, test } from "vitest";
import { ApiError, fieldFault, otherFaults } from "./apiError";

const refusal = new ApiError("validation_failed", "Some fields are not valid.", 422, "req_1", { name: ["is too long"], server_id: ["'server_id' must not be empty."], "databases[1].port": ["must be a whole number"], config: ["is wrong"] });

test("a fault stands beside its field, that of an entry beside its list, and the others stand together", () => {
  expect(fieldFault(refusal, "name")).toBe("Is too long.");
  expect(fieldFault(refusal, "server_id")).toBe("Must not be empty.");
  expect(fieldFault(refusal, "databases")).toBe("Must be a whole number.");
  expect(fieldFault(refusal, "config.path")).toBeUndefined();
  expect(otherFaults(refusal, ["name", "server_id", "databases"])).toEqual(["config: is wrong"]);
});

test("several faults of one field are one sentence", () => {
  const error = new ApiError("validation_failed", "", 422, null, { email: ["'email' must not be empty.", "must be an e-mail address"] });
  expect(fieldFault(error, "email")).toBe("Must not be empty; must be an e-mail address.");
});
