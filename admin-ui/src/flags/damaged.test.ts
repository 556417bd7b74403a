import { expect, it } from "vitest";
import type { Quarantined } from "../api/types.ts";
import { furtherDamage } from "./damaged.ts";

it("says how many the first page leaves out", () => {
  const quarantined: Quarantined[] = [
    { kind: "flag", key: "checkout", environments: ["production"], problem: "rules: is not JSON" },
  ];
  expect(furtherDamage({ quarantined, total: 1 })).toBeUndefined();
  expect(furtherDamage({ quarantined, total: 10_001 })).toBe("And 10,000 more.");
});
