import { expect, it } from "vitest";
import type { Flag, Segment } from "../api/types.ts";
import { usesOfSegment } from "./uses-of-segment.ts";

const inSegment = (key: string) => ({ operator: "inSegment" as const, values: [key] });
const rule = (key: string) => ({ id: "r", conditions: [inSegment(key)], serve: { variant: "on" } });
const flag = (key: string, rules: Record<string, object[]>, archived = false) =>
  ({
    key,
    archived,
    environments: Object.fromEntries(
      Object.entries(rules).map(([environment, list]) => [environment, { environment, rules: list }]),
    ),
  }) as unknown as Flag;
const segment = (key: string, uses: string[]) =>
  ({ key, rules: uses.map((one) => ({ conditions: [inSegment(one)] })) }) as unknown as Segment;

it("names flags with the environments, and other segments; archived flags use nothing", () => {
  const flags = [
    flag("a", { staging: [rule("beta")], production: [rule("beta"), rule("staff")] }),
    flag("b", { production: [rule("staff")] }),
    flag("c", { production: [rule("beta")] }, true),
  ];
  expect(usesOfSegment("beta", flags, [segment("beta", []), segment("all", ["beta"])])).toEqual([
    { kind: "flag", key: "a", environments: ["staging", "production"] },
    { kind: "segment", key: "all", environments: [] },
  ]);
  expect(usesOfSegment("nobody", flags, [])).toEqual([]);
});
