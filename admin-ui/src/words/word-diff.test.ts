import { describe, expect, it } from "vitest";
import { type Part, wordDiff } from "./word-diff.ts";

const marked = (parts: Part[]) => parts.map(({ text, changed }) => (changed ? `[${text}]` : text)).join("");
const diff = (before: string, after: string) => {
  const both = wordDiff(before, after);
  return [marked(both.before), marked(both.after)];
};

describe("wordDiff", () => {
  it("marks the words that differ and no others", () => {
    expect(diff("on for 5 % of everyone; otherwise off.", "on for 25 % of everyone; otherwise off.")).toEqual([
      "on for [5] % of everyone; otherwise off.",
      "on for [25] % of everyone; otherwise off.",
    ]);
  });

  it("keeps punctuation apart from the word before it", () => {
    expect(diff("In production: off.", "In production: on; done.")).toEqual([
      "In production: [off].",
      "In production: [on; done].",
    ]);
  });

  it("takes a word that is the same by chance in the midst of others for changed", () => {
    expect(
      diff(
        "In production: off for everyone.",
        "In production: off unless shop is on; on for ann and bob; otherwise off.",
      ),
    ).toEqual([
      "In production: off [for everyone].",
      "In production: off [unless shop is on; on for ann and bob; otherwise off].",
    ]);
  });

  it("marks nothing when nothing differs, everything when all does", () => {
    expect(diff("on for all", "on for all")).toEqual(["on for all", "on for all"]);
    expect(diff("", "on now")).toEqual(["", "[on now]"]);
    expect(diff("", "")).toEqual(["", ""]);
  });

  it("loses no character, whatever the text", () => {
    const before = "  a,b (c) 0.125 % ;; …שלום  x.y. ";
    const after = "0.5 % (c), b: 👩‍🚀\n.";
    const both = wordDiff(before, after);
    expect(both.before.map(({ text }) => text).join("")).toBe(before);
    expect(both.after.map(({ text }) => text).join("")).toBe(after);
  });
});
