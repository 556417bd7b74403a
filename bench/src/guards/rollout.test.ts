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

describe("a deploy in the middle, which replaces every machine", { timeout: 60_000 }, () => {
  const uneven = HARMLESS["uneven SDKs"];
  if (!uneven) throw new Error("there is one");
  const held = { ...plan, guards: [ERRORS], stages: [{ percentage: 5, holdMs: 7_200_000, minTreated: 1_000 }] };
  const deploys = [300, 600, 900, 1_200, 1_500];

  it("is no harm, however unlike the machines are", () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const outcome = playRollout(createRandom(seed), held, { ...uneven, deploys }, { looks: 7_200, untilProof: true });
      expect(outcome.ended).toBeUndefined();
      expect(outcome.evidence).toBeLessThan(20);
    }
  });

  it("delays nothing: harm that begins after it is found as soon as without", () => {
    const begins = 1_800;
    const harmful = {
      ...uneven,
      errors: (seconds: number, treated: boolean, sdk: number) =>
        uneven.errors(seconds, treated, sdk) * (treated && seconds >= begins ? 5 : 1),
    };
    const [without, after] = [[], deploys].map((at) => {
      const times = Array.from({ length: 15 }, (_, run) => {
        const traffic = { ...harmful, deploys: at };
        const outcome = playRollout(createRandom(run + 1), held, traffic, { looks: 12_000, untilProof: true });
        return outcome.ended === "rollBack" ? outcome.seconds - begins : Infinity;
      });
      return times.sort((a, b) => a - b)[7] ?? Infinity;
    });
    expect(without).toBeLessThan(600);
    expect(after).toBeLessThanOrEqual(1.25 * (without ?? 0));
  });
});
