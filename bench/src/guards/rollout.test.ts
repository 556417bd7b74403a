import { describe, expect, it } from "vitest";
import type { Plan } from "../../../server/src/guard-engine/index.ts";
import { createRandom } from "./random.ts";
import { ERRORS, FIVE_GUARDS, playRollout } from "./rollout.ts";
import { CLUSTERED, HARMFUL, HARMLESS } from "./scenarios.ts";

// A small part of the simulation, seeded, so that it says the same each time; `npm run bench -- guards` is the whole.

const plan: Plan = {
  alpha: 0.01,
  guards: FIVE_GUARDS,
  windowMs: 60_000,
  stages: [5, 25, 50].map((percentage) => ({ percentage, holdMs: 900_000, minTreated: 1_000 })),
};

describe("a harmless change climbs", () => {
  it.each(Object.entries({ ...HARMLESS, ...CLUSTERED }))("in traffic that is %s", (_, traffic) => {
    for (let seed = 1; seed <= 3; seed += 1) {
      const { ended, seconds } = playRollout(createRandom(seed), plan, traffic, { looks: 6_000, untilProof: true });
      expect(ended).toBe("finish");
      // At most one and a half of the stages' holds.
      expect(seconds).toBeLessThanOrEqual(1.5 * 2_700);
    }
  });
});

it("ten times the errors are found within minutes, whichever guards stand beside", () => {
  const harm = HARMFUL.find(({ name }) => name === "errors 0.1 → 1 %");
  if (!harm) throw new Error("there is one");
  for (const guards of [[ERRORS], FIVE_GUARDS]) {
    const times = Array.from({ length: 21 }, (_, run) => {
      const held = { ...plan, guards, stages: [{ percentage: 5, holdMs: 7_200_000, minTreated: 1_000 }] };
      const outcome = playRollout(createRandom(run + 1), held, harm.traffic, { looks: 3_600, untilProof: true });
      return outcome.ended === "rollBack" ? outcome.seconds : Infinity;
    });
    expect(times.sort((a, b) => a - b)[10]).toBeLessThanOrEqual(guards.length === 1 ? 140 : 170);
  }
});
