import { createRandom } from "./random.ts";

/** One pair of rates, watched by the usual methods every 2 s. */
export interface Watched {
  perSecond: number;
  share: number;
  from: number;
  to: number;
}

/** What a method makes of the counts so far: higher is more alarming. */
type Method = (history: Count[]) => number;

interface Count {
  treated: number;
  treatedBad: number;
  control: number;
  controlBad: number;
}

const TICK = 2;
const WINDOW = 60 / TICK;

/** The z-score of two proportions over all that came, looked at again and again. */
const repeatedTest: Method = (history) => {
  const last = history.at(-1) as Count;
  const rate = (last.treatedBad + last.controlBad) / (last.treated + last.control);
  const deviation = Math.sqrt(rate * (1 - rate) * (1 / last.treated + 1 / last.control));
  return deviation > 0 ? (last.treatedBad / last.treated - last.controlBad / last.control) / deviation : 0;
};

/** The treated group's rate over the last minute, held against a number. */
const fixedThreshold: Method = (history) => {
  const last = history.at(-1) as Count;
  const before = history.at(-1 - WINDOW);
  if (!before) return 0;
  return (last.treatedBad - before.treatedBad) / Math.max(1, last.treated - before.treated);
};

export const RIVALS: Record<string, Method> = {
  "repeated z-test": repeatedTest,
  "fixed threshold, 1 min": fixedThreshold,
};

/** @returns seconds until the method passes `alarm`, or undefined; and its highest value */
function watch(seed: number, method: Method, watched: Watched, looks: number, alarm = Infinity) {
  const random = createRandom(seed);
  const history: Count[] = [];
  let sums: Count = { treated: 0, treatedBad: 0, control: 0, controlBad: 0 };
  let highest = 0;
  for (let look = 1; look <= looks; look += 1) {
    const treated = random.poisson(watched.perSecond * TICK * watched.share);
    const control = random.poisson(watched.perSecond * TICK * (1 - watched.share));
    sums = {
      treated: sums.treated + treated,
      treatedBad: sums.treatedBad + random.binomial(treated, watched.to),
      control: sums.control + control,
      controlBad: sums.controlBad + random.binomial(control, watched.from),
    };
    history.push(sums);
    if (sums.treated === 0 || sums.control === 0) continue;
    highest = Math.max(highest, method(history));
    if (highest > alarm) return { seconds: look * TICK, treated: sums.treated, highest };
  }
  return { seconds: undefined, treated: sums.treated, highest };
}

/** The alarm that a share α of harmless runs of this length rings. */
export function alarmFor(method: Method, watched: Watched, { alpha, looks }: { alpha: number; looks: number }): number {
  const calm = { ...watched, to: watched.from };
  const highest = Array.from({ length: 10 / alpha }, (_, run) => watch(run + 1, method, calm, looks).highest);
  return highest.sort((a, b) => a - b)[Math.floor(highest.length * (1 - alpha))] as number;
}

/** When harm rings it. */
export function timesToAlarm(
  method: Method,
  watched: Watched,
  { alarm, looks, runs }: { alarm: number; looks: number; runs: number },
) {
  return Array.from({ length: runs }, (_, run) => {
    const { seconds, treated } = watch(1e6 + run, method, watched, looks, alarm);
    return { seconds: seconds ?? null, treated };
  });
}
