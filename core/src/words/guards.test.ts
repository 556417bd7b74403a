import { describe, expect, it } from "vitest";
import { evidenceWords, type GuardShown, guardLine, holdingWords } from "./index.ts";

const shown: GuardShown = {
  key: "errors",
  kind: "rate",
  treated: { of: 1_000, bad: 9 },
  control: { of: 19_000, bad: 19 },
  evidence: 63.7,
  proof: 101,
};

describe("a guard's line", () => {
  it.each<[string, Partial<GuardShown>, string]>([
    ["of a rate", { atMost: 3 }, "errors: 0.9 % vs 0.1 % · evidence 63 of 101 · so far at most 3× control"],
    ["never rounds up to the proof", { evidence: 100.99 }, "errors: 0.9 % vs 0.1 % · evidence 100 of 101"],
    ["of little", { evidence: 1.27, treated: { of: 3, bad: 0 } }, "errors: 0 % vs 0.1 % · evidence 1.2 of 101"],
    [
      "of a quantile",
      { key: "slow", kind: "quantile", quantile: 0.99 },
      "slow: 0.9 % vs 0.1 % slower than control's p99 · evidence 63 of 101",
    ],
    ["of a mean", { kind: "mean", worseBy: 0.123 }, "errors: mean 12 % worse than control's · evidence 63 of 101"],
    [
      "of a better mean",
      { kind: "mean", worseBy: -0.02 },
      "errors: mean 2 % better than control's · evidence 63 of 101",
    ],
    ["of a limit", { kind: "limit", limit: 0.005 }, "errors: 0.9 %, limit 0.5 % · evidence 63 of 101"],
    [
      "before anything was seen",
      { treated: { of: 0, bad: 0 }, control: { of: 0, bad: 0 }, evidence: 1 },
      "errors: nothing seen yet · evidence 1 of 101",
    ],
  ])("%s", (_, change, line) => {
    expect(guardLine({ ...shown, ...change })).toBe(line);
  });
});

describe("why a rollout holds", () => {
  it("says each reason", () => {
    const now = 1_000_000;
    const words = holdingWords(
      [
        { because: "time", until: now + 11.5 * 60_000 },
        { because: "requests", treated: 640, needed: 1_000 },
        { because: "missing", guard: "errors", since: now - 90_000 },
      ],
      now,
    );
    expect(words).toBe(
      "Holds: 12 minutes of its time are left, 640 of 1,000 treated requests were seen and nothing was heard of errors for 90 seconds.",
    );
  });

  it("or that nothing does", () => {
    expect(holdingWords([], 0)).toBe("Goes on with the next look.");
  });
});

it("evidence is told as far as anybody reads its digits", () => {
  expect([0.68, 9.99, 63.4, 29_371, 1_000_000, Number.MAX_SAFE_INTEGER].map(evidenceWords)).toEqual([
    "0.6",
    "9.9",
    "63",
    "29,371",
    "over a million",
    "over a million",
  ]);
});
