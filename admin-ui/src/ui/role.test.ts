import { expect, it } from "vitest";
import { isAtLeast, roleProblem } from "./role.ts";

it("orders the roles, and says what is missing", () => {
  expect(isAtLeast("releaser", "editor")).toBe(true);
  expect(isAtLeast("responder", "editor")).toBe(false);
  expect(roleProblem("admin", "admin", "shop")).toBe(undefined);
  expect(roleProblem("viewer", "responder", "production")).toBe(
    "This needs the role responder in production; you are viewer there.",
  );
});
