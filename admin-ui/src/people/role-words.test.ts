import { expect, it } from "vitest";
import { rolesWords } from "./role-words.ts";

it("says which roles somebody has where", () => {
  expect(rolesWords({ role: "editor", environments: { staging: "releaser" } })).toBe("editor, releaser in staging");
  expect(rolesWords({ role: null, environments: { staging: "viewer" } })).toBe("viewer in staging");
  expect(rolesWords({ role: null, environments: {} })).toBe("no role here");
});
