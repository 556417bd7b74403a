import { describe, expect, it } from "vitest";
import type { Assessment } from "../api/types.ts";
import { decide } from "./decision.ts";

type Place = Assessment["environments"][number];
type Rule = Place["obstacles"][number]["rule"];

const place = (rules: Rule[], part: Partial<Place> = {}): Place => ({
  environment: "production",
  direction: "raises",
  raised: ["a"],
  lowered: [],
  obstacles: rules.map((rule) => ({ rule, code: "FORBIDDEN", message: `held by ${rule}`, details: {} })),
  mayBreakGlass: false,
  frozenUntil: null,
  ...part,
});

const assessed = (next: Assessment["next"], environments: Place[], part: Partial<Assessment> = {}): Assessment => ({
  next,
  mayBreakGlass: false,
  digest: "d",
  obstacles: [],
  environments,
  ...part,
});

describe("what one may do with a change", () => {
  it("is to save it where nothing holds it", () => {
    expect(decide(assessed("save", [place([])], { mayBreakGlass: true }))).toEqual({
      may: "save",
      needsReason: false,
      because: [],
      frozenUntil: undefined,
      needsApproval: false,
      mayBreakGlass: false,
    });
  });

  it("is to save it with a reason where only that is missing", () => {
    expect(decide(assessed("giveReason", [place(["reason"])], { mayBreakGlass: true }))).toMatchObject({
      may: "save",
      needsReason: true,
      because: [],
      // Nothing to break: a reason is enough.
      mayBreakGlass: false,
    });
  });

  it("is to ask for approval where that, or a higher role, is needed", () => {
    expect(decide(assessed("propose", [place(["reason", "approvals"])], { mayBreakGlass: true }))).toMatchObject({
      may: "propose",
      needsReason: true,
      needsApproval: true,
      mayBreakGlass: true,
      because: ["held by approvals"],
    });
    expect(decide(assessed("propose", [place(["role"])]))).toMatchObject({ may: "propose", needsApproval: true });
  });

  it("is to wait for the end of the last freeze", () => {
    const both = [place(["freeze"], { frozenUntil: 5 }), place(["freeze"], { frozenUntil: 9, environment: "staging" })];
    expect(decide(assessed("wait", both))).toMatchObject({
      may: "propose",
      needsApproval: false,
      frozenUntil: 9,
      because: ["held by freeze"],
    });
  });

  it("is nothing for who may not even propose it", () => {
    expect(decide(assessed("ask", [place(["role"])]))).toMatchObject({ may: "nothing", because: ["held by role"] });
  });
});
