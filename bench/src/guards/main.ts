import { cpus } from "node:os";
import type { Guard, Plan } from "../../../server/src/guard-engine/index.ts";
import { table } from "../sdk/table.ts";
import { openPieces } from "./pieces.ts";
import { createRandom } from "./random.ts";
import { alarmFor, RIVALS, timesToAlarm } from "./rivals.ts";
import { ERRORS, FIVE_GUARDS, LOW, playRollout } from "./rollout.ts";
import { CLUSTERED, HARMFUL, HARMLESS, type Harm, LOST } from "./scenarios.ts";
import type { Traffic } from "./traffic.ts";

// What the guards of a rollout promise, played out with seeded numbers: each piece has a seed of its own, so that it says the same whenever
// it is done. `SWITCHYARD_GUARD_RUNS` sets the number of harmless runs of each kind (200 take about ten minutes on a quiet core), a third of it
// the number of harmful ones; `SWITCHYARD_GUARD_FILE` keeps what is done, so that the next run goes on from there, and
// `SWITCHYARD_GUARD_SECONDS` ends a run after so long with what it has.

const RUNS = Number(process.env.SWITCHYARD_GUARD_RUNS ?? 50);
const HARMFUL_RUNS = Math.max(20, Math.floor(RUNS / 3));
const LOOKS = 10_000;
const TWO_HOURS = 3_600;

const pieces = openPieces(process.env.SWITCHYARD_GUARD_FILE, Number(process.env.SWITCHYARD_GUARD_SECONDS ?? Infinity));

/** Prints how often harmless changes go back, and how soon harmful ones do. @param part "harmless" or "harm" alone */
export async function run(part?: string): Promise<void> {
  console.log(`${cpus()[0]?.model}; seeded; a look is one report that was taken in.\n`);
  if (part !== "harm") printHarmless();
  if (part !== "harmless") printHarm();
}

function printHarmless(): void {
  const rows = [
    ...Object.entries(HARMLESS).map(([name, traffic]) => harmless(name, traffic, RUNS)),
    ...Object.entries(CLUSTERED).map(([name, traffic]) => harmless(name, traffic, Math.ceil(RUNS / 2))),
  ];
  console.log(`Harmless changes, five guards, ${LOOKS} looks, 5 → 25 → 50 %: runs that were rolled back\n`);
  console.log(table(["traffic", "runs", "at α = 5 %", "at α = 1 %", "sample ratio", "highest evidence"], rows));
}

function printHarm(): void {
  const head = ["harm", "method", "runs", "median", "p95", "treated requests", "missed"];
  for (const perSecond of [100, 10, 1_000]) {
    const rows = HARMFUL.flatMap((harm) => harmful(harm, perSecond));
    console.log(`\nHarm at ${perSecond} requests/s, 5 % treated, α = 1 %, two hours: seconds until rolled back\n`);
    console.log(table(head, rows));
  }
  const lost = times("a fifth of the treated lost", "one guard", outcomes("lost", [ERRORS], LOST));
  console.log(`\n${table(["harm at 100 requests/s", ...head.slice(1)], [lost])}`);
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

function harmless(name: string, traffic: Traffic, runs: number): string[] {
  const found = pieces.atMost(
    runs,
    (at) => `harmless ${name} ${at + 1}`,
    (at) => {
      const options = { looks: LOOKS, untilProof: false };
      const { evidence, ratioWrong } = playRollout(createRandom(at + 1), climbing(FIVE_GUARDS, 0.01), traffic, options);
      return { evidence, ratioWrong };
    },
  );
  // Evidence is the same at any α: only the bar differs.
  const above = (bar: number) => found.filter(({ evidence }) => evidence >= bar).length;
  const highest = Math.max(...found.map(({ evidence }) => evidence));
  const ratio = found.filter(({ ratioWrong }) => ratioWrong).length;
  const bars = [1 / 0.05 + 1, 1 / 0.01 + 1].map((bar) => String(above(bar)));
  return [name, String(found.length), ...bars, String(ratio), highest < LOW ? `below ${LOW}` : highest.toFixed(1)];
}

interface Found {
  /** JSON has no undefined in lists. */
  seconds: number | null;
  treated: number;
}

const outcomes = (name: string, guards: Guard[], traffic: Traffic): Found[] =>
  pieces.atMost(
    HARMFUL_RUNS,
    (at) => `harmful ${name} ${guards.length} ${at + 1}`,
    (at) => {
      const options = { looks: TWO_HOURS, untilProof: true };
      const { ended, seconds, treated } = playRollout(createRandom(at + 1), held(guards), traffic, options);
      return { seconds: ended === "rollBack" ? seconds : null, treated };
    },
  );

function harmful({ name, rates, traffic }: Harm, perSecond: number): string[][] {
  const guard = FIVE_GUARDS.find(({ key }) => key === (rates.metric === "slow" ? "p99" : rates.metric)) ?? ERRORS;
  const loaded = { ...traffic, perSecond };
  const key = `${name} at ${perSecond}`;
  const rivals = Object.entries(RIVALS).map(([method, judge]) => {
    // Checkouts are a tenth of all requests.
    const watched = { ...rates, share: 0.05, perSecond: perSecond * (rates.metric === "checkouts" ? 0.1 : 1) };
    const alarms = pieces.atMost(
      1,
      () => `alarm ${method} ${watched.perSecond} ${watched.from}`,
      () => alarmFor(judge, watched, { alpha: 0.01, looks: TWO_HOURS }),
    );
    const found = alarms.flatMap((alarm) =>
      pieces.atMost(
        1,
        () => `rival ${method} ${key} ${HARMFUL_RUNS}`,
        () => timesToAlarm(judge, watched, { alarm, looks: TWO_HOURS, runs: HARMFUL_RUNS }),
      ),
    );
    return times(name, method, found.flat());
  });
  return [
    times(name, "one guard", outcomes(key, [guard], loaded)),
    times(name, "five guards", outcomes(key, FIVE_GUARDS, loaded)),
    ...rivals,
  ];
}

function times(name: string, method: string, runs: Found[]): string[] {
  if (runs.length === 0) return [name, method, "0", "not run", "", "", ""];
  const seconds = runs.map((run) => run.seconds ?? Infinity).sort((a, b) => a - b);
  const treated = runs
    .filter((run) => run.seconds !== null)
    .map((run) => run.treated)
    .sort((a, b) => a - b);
  const at = (share: number) => seconds[Math.min(seconds.length - 1, Math.floor(seconds.length * share))] as number;
  const text = (value: number) => (Number.isFinite(value) ? `${value}` : "never");
  const missed = runs.filter((run) => run.seconds === null).length;
  const middle = treated[Math.floor(treated.length / 2)];
  return [
    name,
    method,
    String(runs.length),
    text(at(0.5)),
    text(at(0.95)),
    `${middle ?? "–"}`,
    `${((100 * missed) / runs.length).toFixed(0)} %`,
  ];
}
