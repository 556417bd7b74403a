import { cpus } from "node:os";
import type { Guard, Plan } from "../../../server/src/guard-engine/index.ts";
import { table } from "../sdk/table.ts";
import { createRandom } from "./random.ts";
import { RIVALS, timesToAlarm } from "./rivals.ts";
import { ERRORS, FIVE_GUARDS, type Outcome, playRollout } from "./rollout.ts";
import { CLUSTERED, HARMFUL, HARMLESS, type Harm, LOST } from "./scenarios.ts";
import type { Traffic } from "./traffic.ts";

// What the guards of a rollout promise, played out with seeded numbers. `SWITCHYARD_GUARD_RUNS` sets the number of
// harmless runs of each kind (1,000 take about half an hour), a fifth of it the number of harmful ones.

const RUNS = Number(process.env.SWITCHYARD_GUARD_RUNS ?? 50);
const HARMFUL_RUNS = Math.max(20, Math.floor(RUNS / 5));
const LOOKS = 10_000;
const TWO_HOURS = 3_600;

/** Prints how often harmless changes go back, and how soon harmful ones do. */
export async function run(): Promise<void> {
  console.log(`${RUNS} harmless runs of each kind, ${HARMFUL_RUNS} harmful ones; ${cpus()[0]?.model}; seeded.\n`);
  console.log(`Harmless changes, five guards, ${LOOKS} looks, 5 → 25 → 50 %: shares of runs rolled back\n`);
  const rows = Object.entries({ ...HARMLESS, ...CLUSTERED }).map(([name, traffic]) => harmless(name, traffic));
  console.log(table(["traffic", "at α = 5 %", "at α = 1 %", "sample ratio", "highest evidence"], rows));

  for (const perSecond of [10, 100, 1_000]) {
    console.log(`\nHarm at ${perSecond} requests/s, 5 % treated, α = 1 %, two hours: seconds until rolled back\n`);
    const head = ["harm", "method", "median", "p95", "treated requests", "missed"];
    console.log(
      table(
        head,
        HARMFUL.flatMap((harm) => harmful(harm, perSecond)),
      ),
    );
  }
  const lost = times("a fifth of the treated lost", "one guard", outcomes([ERRORS], LOST));
  console.log(
    `\n${table(["harm at 100 requests/s", "method", "median", "p95", "treated requests", "missed"], [lost])}`,
  );
}

const climbing = (guards: Guard[], alpha: number): Plan => ({
  alpha,
  guards,
  windowMs: 60_000,
  stages: [5, 25, 50].map((percentage) => ({
    percentage,
    holdMs: percentage === 50 ? Number.MAX_SAFE_INTEGER : 900_000,
    minTreated: 1_000,
  })),
});

const held = (guards: Guard[]): Plan => ({
  ...climbing(guards, 0.01),
  stages: [{ percentage: 5, holdMs: 7_200_000, minTreated: 1_000 }],
});

function harmless(name: string, traffic: Traffic): string[] {
  let atFive = 0;
  let atOne = 0;
  let ratio = 0;
  let highest = 0;
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const outcome = playRollout(createRandom(seed), climbing(FIVE_GUARDS, 0.01), traffic, {
      looks: LOOKS,
      untilProof: false,
    });
    // Evidence is the same at any α: only the bar differs.
    if (outcome.evidence >= 1 / 0.05 + 1) atFive += 1;
    if (outcome.evidence >= 1 / 0.01 + 1) atOne += 1;
    if (outcome.ratioWrong) ratio += 1;
    highest = Math.max(highest, outcome.evidence);
  }
  const share = (count: number) => `${((100 * count) / RUNS).toFixed(1)} %`;
  return [name, share(atFive), share(atOne), share(ratio), highest.toFixed(1)];
}

const outcomes = (guards: Guard[], traffic: Traffic) =>
  Array.from({ length: HARMFUL_RUNS }, (_, run) =>
    playRollout(createRandom(run + 1), held(guards), traffic, { looks: TWO_HOURS, untilProof: true }),
  ).map(({ ended, seconds, treated }: Outcome) => ({ seconds: ended === "rollBack" ? seconds : undefined, treated }));

function harmful({ name, rates, traffic }: Harm, perSecond: number): string[][] {
  const guard = FIVE_GUARDS.find(({ key }) => key === (rates.metric === "slow" ? "p99" : rates.metric)) ?? ERRORS;
  const loaded = { ...traffic, perSecond };
  const rivals = Object.entries(RIVALS).map(([method, judge]) => {
    // Checkouts are a tenth of all requests.
    const watched = { ...rates, share: 0.05, perSecond: perSecond * (rates.metric === "checkouts" ? 0.1 : 1) };
    return times(name, method, timesToAlarm(judge, watched, { alpha: 0.01, looks: TWO_HOURS, runs: HARMFUL_RUNS }));
  });
  return [
    times(name, "one guard", outcomes([guard], loaded)),
    times(name, "five guards", outcomes(FIVE_GUARDS, loaded)),
    ...rivals,
  ];
}

function times(name: string, method: string, runs: { seconds: number | undefined; treated: number }[]): string[] {
  const seconds = runs.map((run) => run.seconds ?? Infinity).sort((a, b) => a - b);
  const treated = runs
    .filter((run) => run.seconds !== undefined)
    .map((run) => run.treated)
    .sort((a, b) => a - b);
  const at = (share: number) => seconds[Math.min(seconds.length - 1, Math.floor(seconds.length * share))] as number;
  const text = (value: number) => (Number.isFinite(value) ? `${value}` : "never");
  const missed = runs.filter((run) => run.seconds === undefined).length;
  const middle = treated[Math.floor(treated.length / 2)];
  return [
    name,
    method,
    text(at(0.5)),
    text(at(0.95)),
    `${middle ?? "–"}`,
    `${((100 * missed) / runs.length).toFixed(0)} %`,
  ];
}
