import { createEvidence, type Evidence, play, restart, valueOfEvidence } from "./bets.ts";
import type { Counts } from "./counts.ts";
import { logRatio } from "./rate.ts";

/** "So far at most 3 times control": which ratios the reports of this stage speak against, at 5 %. */
export interface NotWorse {
  ratios: { ratio: number; evidence: Evidence }[];
}

const SHOWN = [1.25, 1.5, 2, 3, 5, 10];
const BETS = [0.3, 0.5, 0.7];
const PROOF = 1 / 0.05 + 1;

/** @param atMost a ratio that the plan asks to be proven, besides those that are shown */
export function createNotWorse(atMost: number | undefined): NotWorse {
  const ratios = [...new Set([...SHOWN, ...(atMost === undefined ? [] : [atMost])])].sort((a, b) => a - b);
  return {
    ratios: ratios.map((ratio) => {
      const evidence = createEvidence(BETS.length);
      restart(evidence, 1);
      return { ratio, evidence };
    }),
  };
}

export function playNotWorse({ ratios }: NotWorse, treated: Counts, control: Counts): void {
  for (const { ratio, evidence } of ratios) {
    play(evidence, (bet) => logRatio(treated, control, ratio * (BETS[bet] ?? 1), ratio));
  }
}

/** @returns the smallest ratio that was proven, `undefined` where none was yet */
export function provenAtMost({ ratios }: NotWorse, clustering: number): number | undefined {
  return ratios.find(({ evidence }) => valueOfEvidence(evidence, clustering) >= PROOF)?.ratio;
}
