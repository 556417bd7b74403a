import { describe, expect, it } from "vitest";
import { isAtLeast, isWeakerPolicy } from "./index.ts";

it("orders the roles", () => {
  expect(isAtLeast("releaser", "editor")).toBe(true);
  expect(isAtLeast("editor", "editor")).toBe(true);
  expect(isAtLeast("responder", "editor")).toBe(false);
  expect(isAtLeast(undefined, "viewer")).toBe(false);
});

describe("a policy is weaker than the one before", () => {
  const nights = { kind: "recurring", name: "nights", cron: "0 22 * * *", minutes: 480, timeZone: "Europe/Berlin" };
  const fair = { kind: "once", name: "fair", from: 1, until: 2 };
  const before = {
    requireReason: true,
    approvals: 1,
    breakGlass: { role: "releaser", people: ["ann"] },
    freezes: [nights, fair],
  } as const;

  it.each<[what: string, after: object]>([
    ["no reason is asked for", { requireReason: false }],
    ["fewer must approve", { approvals: 0 }],
    ["a freeze is gone", { freezes: [fair] }],
    ["a freeze is shorter", { freezes: [{ ...nights, minutes: 60 }, fair] }],
    ["somebody more may break the glass", { breakGlass: { role: "releaser", people: ["ann", "ben"] } }],
    ["a lower role may break the glass", { breakGlass: { role: "editor", people: ["ann"] } }],
  ])("where %s", (_, after) => {
    expect(isWeakerPolicy(before, { ...before, ...after })).toBe(true);
  });

  it("where a role may break the glass and none could", () => {
    for (const role of [null, undefined]) {
      const nobody = { ...before, breakGlass: { role, people: ["ann"] } };
      expect(isWeakerPolicy(nobody, before)).toBe(true);
      expect(isWeakerPolicy(before, nobody)).toBe(false);
    }
  });

  it.each<[what: string, after: object]>([
    ["it is the same", { freezes: [fair, { ...nights }] }],
    ["more must approve", { approvals: 2 }],
    ["it is frozen for longer besides", { freezes: [nights, fair, { ...fair, until: 3 }] }],
    ["fewer may break the glass", { breakGlass: { role: "admin", people: [] } }],
  ])("but not where %s", (_, after) => {
    expect(isWeakerPolicy(before, { ...before, ...after })).toBe(false);
  });
});
