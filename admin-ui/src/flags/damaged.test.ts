import { expect, it } from "vitest";
import { furtherDamage, groupDamage } from "./damaged.ts";

const damaged = (key: string, environment: string, problem = "variants can't be read") =>
  ({ kind: "flag", key, environment, problem }) as const;

it("tells what is damaged alike in several environments once", () => {
  const quarantined = [
    damaged("checkout", "development"),
    damaged("checkout", "production"),
    damaged("checkout", "staging", "rules can't be read"),
  ];
  expect(groupDamage(quarantined)).toEqual([
    { kind: "flag", key: "checkout", problem: "variants can't be read", environments: ["development", "production"] },
    { kind: "flag", key: "checkout", problem: "rules can't be read", environments: ["staging"] },
  ]);
});

it("says how many the first page leaves out", () => {
  const quarantined = [damaged("checkout", "production")];
  expect(furtherDamage({ quarantined, total: 1 })).toBeUndefined();
  expect(furtherDamage({ quarantined, total: 30_001 })).toBe("And 30,000 more, counted in each environment.");
});
