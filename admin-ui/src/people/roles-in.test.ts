import { expect, it } from "vitest";
import { grantsOf, rolesIn } from "./roles-in.ts";

it("takes the roles of one project out of a list, and puts them back", () => {
  const roles = { role: "editor" as const, environments: { production: "viewer" as const } };
  const grants = grantsOf(roles, "shop");
  expect(grants).toEqual([
    { project: "shop", role: "editor" },
    { project: "shop", environment: "production", role: "viewer" },
  ]);
  expect(rolesIn([...grants, { project: "other", role: "admin" }], "shop")).toEqual(roles);
  expect(rolesIn([], "shop")).toEqual({ role: null, environments: {} });
});
