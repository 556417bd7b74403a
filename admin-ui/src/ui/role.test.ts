import { expect, it } from "vitest";
import { roleProblem } from "./role.ts";

it("says what is missing", () => {
  expect(roleProblem("admin", "admin", "shop")).toBe(undefined);
  expect(roleProblem("viewer", "responder", "production")).toBe(
    "This needs the role responder in production; you are viewer there.",
  );
});
