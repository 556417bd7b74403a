import { expect, it } from "vitest";
import { groupDamage } from "./damaged.ts";

it("tells what is the same in several environments once", () => {
  const flag = (key: string, environment: string, problem: string) => ({
    kind: "flag" as const,
    key,
    environment,
    problem,
  });
  const damage = groupDamage([
    flag("a", "staging", "variants: is not JSON"),
    flag("b", "staging", "rules: is not JSON"),
    flag("a", "production", "variants: is not JSON"),
    flag("a", "production", "rules: is not JSON"),
  ]);
  expect(damage.map(({ key, environments, problem }) => [key, environments, problem])).toEqual([
    ["a", ["staging", "production"], "variants: is not JSON"],
    ["b", ["staging"], "rules: is not JSON"],
    ["a", ["production"], "rules: is not JSON"],
  ]);
});
