import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEvidence, play, restart, valueOfEvidence } from "./bets.ts";
import { bucketOf, emptyHistogram } from "./histogram.ts";
import { createMeanTally, playMean, scaleOf, takeScores } from "./mean.ts";
import { remember } from "./quantile.ts";
import { logRatio, playLimit, RATE_HARM } from "./rate.ts";

// What makes the promise true: without harm, no bet's factor has a mean above 1. Here it is summed over every way that the
// events can fall, without any chance.

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
const binomial = (n: number, k: number, p: number) => choose(n, k) * p ** k * (1 - p) ** (n - k);

const size = fc.integer({ min: 0, max: 12 });
const rate = fc.double({ min: 0, max: 1, noNaN: true });

describe("a bet on harm that is not there wins nothing on average", () => {
  it("when bad events are dealt out among exchangeable requests", () => {
    fc.assert(
      fc.property(size, size, size, (nT, nC, wanted) => {
        const bad = Math.min(wanted, nT + nC);
        for (const r of RATE_HARM) {
          let mean = 0;
          for (let xT = Math.max(0, bad - nC); xT <= Math.min(nT, bad); xT += 1) {
            const chance = (choose(nT, xT) * choose(nC, bad - xT)) / choose(nT + nC, bad);
            mean += chance * Math.exp(logRatio({ of: nT, bad: xT }, { of: nC, bad: bad - xT }, r, 1));
          }
          expect(mean).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
    );
  });

  it("when the treated rate is as high as is tolerated", () => {
    fc.assert(
      fc.property(size, size, rate, (nT, nC, p) => {
        const tolerated = 1.1;
        for (const harm of RATE_HARM) {
          let mean = 0;
          for (let xT = 0; xT <= nT; xT += 1) {
            for (let xC = 0; xC <= nC; xC += 1) {
              const chance = binomial(nT, xT, p) * binomial(nC, xC, p / tolerated);
              const log = logRatio({ of: nT, bad: xT }, { of: nC, bad: xC }, tolerated * harm, tolerated);
              mean += chance * Math.exp(log);
            }
          }
          expect(mean).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
    );
  });

  it("when the rate is at its limit", () => {
    fc.assert(
      fc.property(size, rate, (n, limit) => {
        const mean = RATE_HARM.map(() => 0);
        for (let bad = 0; bad <= n; bad += 1) {
          const evidence = createEvidence(RATE_HARM.length);
          playLimit(evidence, { of: n, bad }, limit);
          evidence.sums.forEach((sum, bet) => {
            mean[bet] = (mean[bet] ?? 0) + binomial(n, bad, limit) * Math.exp(sum);
          });
        }
        for (const each of mean) expect(each).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it("when values are dealt out among exchangeable requests", () => {
    const past = emptyHistogram();
    for (let value = 1; value <= 300; value += 1) remember(past, [0, bucketOf(value), 1]);
    const scale = scaleOf(past);
    if (!scale) throw new Error("there is enough");
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 2, maxLength: 8 }),
        size,
        (values, wanted) => {
          const nT = 1 + (wanted % (values.length - 1));
          const mean = [0, 0, 0, 0];
          let ways = 0;
          for (let mask = 0; mask < 2 ** values.length; mask += 1) {
            const treated = values.filter((_, at) => mask & (1 << at));
            if (treated.length !== nT) continue;
            ways += 1;
            const control = values.filter((_, at) => !(mask & (1 << at)));
            const cells = (group: number[]) => group.flatMap((value) => [0, bucketOf(value), 1]);
            const evidence = createEvidence(mean.length);
            const of = (group: number[]) => takeScores(createMeanTally(), cells(group), scale, 1);
            playMean(evidence, of(treated), of(control), scale, 1);
            evidence.sums.forEach((sum, bet) => {
              mean[bet] = (mean[bet] ?? 0) + Math.exp(sum);
            });
          }
          for (const each of mean) expect(each / ways).toBeLessThanOrEqual(1 + 1e-9);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("restarts", () => {
  it("begin the same bets anew, beside those before", () => {
    const evidence = createEvidence(1);
    restart(evidence, 0.6);
    play(evidence, () => Math.log(0.5));
    restart(evidence, 0.4);
    play(evidence, () => Math.log(8));
    expect(valueOfEvidence(evidence, 1)).toBeCloseTo(0.6 * 4 + 0.4 * 8);
  });

  it("leave what was not bet as it was", () => {
    const evidence = createEvidence(2);
    restart(evidence, 0.25);
    play(evidence, () => Math.log(3));
    expect(valueOfEvidence(evidence, 1)).toBeCloseTo(0.75 + 0.25 * 3);
  });

  it("are worth the root of what they won where events come in clumps", () => {
    const evidence = createEvidence(1);
    restart(evidence, 1);
    play(evidence, () => Math.log(16));
    expect(valueOfEvidence(evidence, 4)).toBeCloseTo(2);
  });

  it("stay finite whatever is won", () => {
    const evidence = createEvidence(1);
    restart(evidence, 1);
    for (let report = 0; report < 100; report += 1) play(evidence, () => 500);
    expect(valueOfEvidence(evidence, 1)).toBeLessThan(Infinity);
    expect(valueOfEvidence(evidence, 1.5)).toBeLessThan(Infinity);
  });
});
