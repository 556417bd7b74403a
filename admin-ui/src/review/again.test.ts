import { expect, it } from "vitest";
import type { Configuration, Operation } from "../api/types.ts";
import { again, againNote, switchOf } from "./again.ts";

const place = { environment: "production", flag: "a" };
const configuration = {
  enabled: false,
  offVariant: "off",
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: "on" },
} as unknown as Configuration;

it("goes by no version where it recurs", () => {
  const operations: Operation[] = [
    { kind: "configure", ...place, seen: 4, configuration },
    { kind: "kill", ...place },
  ];
  expect(again(operations)).toEqual([
    { kind: "configure", ...place, seen: "any", configuration },
    { kind: "kill", ...place },
  ]);
  expect(againNote(operations)).toMatch(/exactly this/);
  expect(againNote([{ kind: "kill", ...place }])).toBeUndefined();
});

it("is a switch where nothing else is changed", () => {
  expect(switchOf(place, configuration, { ...configuration, enabled: true })).toMatchObject({ kind: "enable" });
  expect(switchOf(place, { ...configuration, enabled: true }, configuration)).toMatchObject({ kind: "disable" });
  expect(switchOf(place, configuration, { ...configuration, enabled: true, offVariant: "on" })).toBeUndefined();
  expect(switchOf(place, configuration, configuration)).toBeUndefined();
});
