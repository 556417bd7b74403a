import { describe, expect, it } from "vitest";
import type { Configuration } from "../api/types.ts";
import { applyDraft, editDraft, overlaps, rebaseDraft, toInput } from "./draft.ts";

const everyone = (percentage: number): Configuration["fallthrough"] => ({
  rollout: { percentage, variants: [{ variant: "on", weight: 1 }], otherwise: "off" },
});

const at = (percentage: number, version: number): Configuration => ({
  flag: "checkout",
  environment: "production",
  version,
  enabled: true,
  offVariant: "off",
  prerequisites: [{ flag: "shop", variants: ["on"] }],
  targets: [{ variant: "on", keys: ["ana"] }],
  rules: [{ id: "r1", conditions: [], serve: { variant: "on" } }],
  fallthrough: everyone(percentage),
  updatedAt: 0,
});

const edited = (percentage: number) => {
  const draft = editDraft(at(5, 1), undefined, { fallthrough: everyone(percentage) });
  if (!draft) throw new Error("there is an edit");
  return draft;
};

describe("a draft", () => {
  it("ends when nothing differs any more", () => {
    expect(edited(25).edited.fallthrough).toEqual(everyone(25));
    expect(editDraft(at(5, 1), edited(25), { fallthrough: everyone(5) })).toBeUndefined();
  });

  it("keeps the base it began with when someone else saves", () => {
    expect(editDraft(at(50, 2), edited(25), { enabled: false })?.base.version).toBe(1);
  });

  it("goes on top of a newer state without undoing what the other person changed", () => {
    const draft = editDraft(at(5, 1), undefined, { enabled: false });
    if (!draft) throw new Error("there is an edit");
    const rebased = rebaseDraft(at(50, 2), draft);
    expect(rebased?.base.version).toBe(2);
    expect(applyDraft(at(50, 2), rebased)).toEqual({ ...at(50, 2), enabled: false });
    expect(overlaps(at(50, 2), draft)).toEqual([]);
  });

  it("names what both changed in different ways", () => {
    expect(overlaps(at(50, 2), edited(25))).toEqual(["what everyone else gets"]);
  });

  it("is nothing when the other person made the same change", () => {
    expect(rebaseDraft(at(25, 2), edited(25))).toBeUndefined();
  });
});

it("sends everything that is decided and nothing else, without variants for which nobody is named", () => {
  const { prerequisites, targets, rules, fallthrough } = at(5, 1);
  const opened = { ...at(5, 1), targets: [...targets, { variant: "off", keys: [] }] };
  expect(toInput(opened, "  ")).toEqual({
    enabled: true,
    offVariant: "off",
    prerequisites,
    targets,
    rules,
    fallthrough,
  });
  expect(toInput(at(5, 1), " because ").reason).toBe("because");
});
