/**
 * Evidence as a bet that may be looked at after every report.
 *
 * If the change does no harm, each bet's stake is expected not to grow: its factors are non-negative and have mean at most 1
 * given everything before (an e-process). Their weighted sum then reaches 1/α with probability at most α, at any of the
 * moments at which one looks (Ville 1939; Ramdas, Grünwald, Vovk & Shafer 2023, "Game-theoretic statistics and safe
 * anytime-valid inference"). Reports of different SDKs are separate rounds of the game: added up first, a share or an error
 * rate that differs between them would pass for harm.
 *
 * Restarts open the same bets anew in the course of the rollout, with a part of the stake that was kept back for
 * them. A mixture of e-processes is one, and harm that begins late is not hidden behind the bets lost before it.
 */
export interface Evidence {
  /** Logarithm of each bet's factors so far. */
  sums: number[];
  restarts: Restart[];
  /** Σ over restarts of weight · exp(sum − sumAt), for each bet: kept so that a report costs one exponential a bet. */
  stakes: number[];
}

interface Restart {
  weight: number;
  sumsAt: number[];
}

/** Beyond this nothing more can be decided, and a sum of several must stay finite. */
const CEILING = 1e200;

export const createEvidence = (bets: number): Evidence => ({
  sums: new Array<number>(bets).fill(0),
  restarts: [],
  stakes: new Array<number>(bets).fill(0),
});

/** One report's outcome. @param logFactor of the bet with this index */
export function play(evidence: Evidence, logFactor: (bet: number) => number): void {
  const { sums, stakes } = evidence;
  for (let bet = 0; bet < sums.length; bet += 1) {
    const log = logFactor(bet);
    sums[bet] = (sums[bet] ?? 0) + log;
    stakes[bet] = Math.min(CEILING, (stakes[bet] ?? 0) * Math.exp(log));
  }
}

/** @param weight part of the whole stake; those of all restarts add up to at most 1 */
export function restart(evidence: Evidence, weight: number): void {
  evidence.restarts.push({ weight, sumsAt: [...evidence.sums] });
  for (let bet = 0; bet < evidence.stakes.length; bet += 1) evidence.stakes[bet] = (evidence.stakes[bet] ?? 0) + weight;
}

/**
 * @param clustering φ ≥ 1, see `shards.ts`: every bet is taken to the power of 1/φ
 * @returns 1 where nothing was learnt; at most 1/α for a harmless change, but for a share α of all such
 */
export function valueOfEvidence(evidence: Evidence, clustering: number): number {
  const { restarts, sums, stakes } = evidence;
  let value = 1;
  for (const { weight } of restarts) value -= weight;
  value = Math.max(0, value);
  for (let bet = 0; bet < sums.length; bet += 1) {
    let stake = stakes[bet] ?? 0;
    if (clustering > 1) {
      stake = 0;
      for (const { weight, sumsAt } of restarts) {
        stake += weight * Math.exp(((sums[bet] ?? 0) - (sumsAt[bet] ?? 0)) / clustering);
      }
    }
    value += Math.min(CEILING, stake) / sums.length;
  }
  return value;
}
