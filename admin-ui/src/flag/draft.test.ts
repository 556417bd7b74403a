import { describe, expect, it } from "vitest";
import type { Configuration } from "../api/types.ts";
import { applyDraft, editDraft, rebaseDraft, toInput } from "./draft.ts";

const flag = {
  type: "boolean" as const,
  variants: [
    { key: "on", value: true },
    { key: "off", value: false },
  ],
};

const at = (percentage: number, version: number): Configuration => ({
  flag: "checkout",
  environment: "production",
  version,
  enabled: true,
  offVariant: "off",
  prerequisites: [{ flag: "shop", variants: ["on"] }],
  targets: [{ variant: "on", keys: ["ana"] }],
  rules: [{ id: "r1", conditions: [], serve: { variant: "on" } }],
  fallthrough: { rollout: { percentage, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } },
  updatedAt: 0,
});

describe("a draft", () => {
  it("holds only what differs, and ends when nothing does", () => {
    const draft = editDraft(flag, at(5, 1), undefined, { percentage: 25 });
    expect(draft).toEqual({ base: at(5, 1), percentage: 25 });
    expect(editDraft(flag, at(5, 1), draft, { percentage: 5 })).toBeUndefined();
    expect(editDraft(flag, at(5, 1), draft, { enabled: true })).toEqual(draft);
  });

  it("keeps the base it began with when someone else saves", () => {
    const draft = editDraft(flag, at(5, 1), undefined, { percentage: 25 });
    expect(editDraft(flag, at(50, 2), draft, { enabled: false })?.base.version).toBe(1);
  });

  it("goes on top of a newer state without undoing what the other person changed", () => {
    const draft = editDraft(flag, at(5, 1), undefined, { enabled: false });
    if (!draft) throw new Error("there is an edit");
    const rebased = rebaseDraft(flag, at(50, 2), draft);
    expect(rebased?.base.version).toBe(2);
    expect(applyDraft(flag, at(50, 2), rebased)).toEqual({ ...at(50, 2), enabled: false });
  });

  it("is nothing when the other person made the same change", () => {
    const draft = editDraft(flag, at(5, 1), undefined, { percentage: 25 });
    if (!draft) throw new Error("there is an edit");
    expect(rebaseDraft(flag, at(25, 2), draft)).toBeUndefined();
  });
});

it("sends back everything that can't be edited here, untouched, and nothing else", () => {
  const { prerequisites, targets, rules, fallthrough } = at(5, 1);
  expect(toInput(at(5, 1), "  ")).toEqual({
    enabled: true,
    offVariant: "off",
    prerequisites,
    targets,
    rules,
    fallthrough,
  });
  expect(toInput(at(5, 1), " because ").reason).toBe("because");
});
