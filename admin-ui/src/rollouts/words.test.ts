import { describe, expect, it } from "vitest";
import type { Rollout } from "../api/types.ts";
import { reportWords } from "./report-words.ts";
import { actWords, heightOf, standingWords, toneOf } from "./words.ts";

const rollout = (status: Rollout["status"], stage = 1, progress: Partial<Rollout["progress"]> = {}) =>
  ({
    status,
    plan: { flag: "checkout", otherwise: "off", stages: [5, 25, 100].map((percentage) => ({ percentage })) },
    progress: { stage, percentage: [5, 25, 100][stage], ...progress },
  }) as Rollout;

describe("what a rollout is called", () => {
  it.each([
    ["running", "At 25 %, stage 2 of 3"],
    ["paused", "Paused at 25 %, stage 2 of 3"],
    ["rolledBack", "Rolled back from 25 %"],
    ["finished", "Finished at 25 %"],
    ["killed", "Ended at 25 %: the flag was killed"],
  ] as const)("%s", (status, words) => expect(standingWords(rollout(status))).toBe(words));

  it("names the share that an act leads to", () => {
    expect(actWords("stepBack", rollout("running")).button).toBe("Step back to 5 %");
    expect(actWords("approve", rollout("running")).button).toBe("Let it go on to 100 %");
    expect(actWords("stop", rollout("running")).button).toBe("End, and keep 25 %");
  });

  it("says what happened, when, to how many and why", () => {
    const over = rollout("rolledBack", 1, { startedAt: 0, endedAt: 110_000, why: "errors: evidence 140 of 101" });
    expect(reportWords(over, 560)).toBe(
      "checkout was rolled back from 25 % after 110 seconds: everyone gets off again. 560 requests met the change. Why: errors: evidence 140 of 101.",
    );
    expect(reportWords(rollout("stopped", 0), undefined)).toBe("The plan for checkout was dropped before its start.");
  });
});

it("evidence is worth a look from 5 on, and decides at its proof", () => {
  expect([4.9, 5, 100, 101].map((evidence) => toneOf(evidence, 101))).toEqual(["good", "doubt", "doubt", "harm"]);
  expect([0.2, 1, Math.sqrt(101), 101, 5000].map((evidence) => Math.round(heightOf(evidence, 101)))).toEqual([
    0, 0, 50, 100, 100,
  ]);
});
