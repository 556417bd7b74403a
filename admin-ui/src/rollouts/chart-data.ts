import type { Rollout, RolloutPoints } from "../api/types.ts";

type Points = RolloutPoints["points"];

/** One moment of a rollout's charts, as its server wrote it down: sums since the start. */
interface Point {
  stage: number;
  evidence: number;
  guards: { evidence: number; treated: [of: number, bad: number]; control: [of: number, bad: number] }[];
}

export interface Series {
  /** Milliseconds since 1970. */
  at: number[];
  stage: number[];
  /** Of all guards together. */
  evidence: number[];
  /** Of one guard alone. */
  own: number[];
  /** Shares of bad ones among those that came since the moment before, in percent; `null` where nothing came. */
  treated: (number | null)[];
  control: (number | null)[];
}

/** Few enough to be told apart on a phone, many enough for a rollout of hours. */
const MOST = 240;
/** Requests in one window of a line: with fewer it only jumps. */
const FEWEST = 60;

/**
 * With the moment of its start, when nothing was known, and of its end, which is between two points: what it was decided on. What is taken
 * back at the first look has these two only.
 */
export function withEnds(points: Points, { plan, progress }: Pick<Rollout, "plan" | "progress">): Points {
  const { startedAt } = progress;
  const nothing = plan.guards.map(() => ({ evidence: 1, treated: [0, 0], control: [0, 0] }));
  const first = { at: startedAt ?? 0, point: { stage: 0, evidence: 1, guards: nothing } };
  const begun = startedAt === undefined || (points[0]?.at ?? Infinity) <= startedAt ? points : [first, ...points];
  return withEnd(begun, progress);
}

function withEnd(points: Points, { stage, endedAt, evidence: value }: Rollout["progress"]): Points {
  const { evidence = 0, guards } = (value ?? {}) as { evidence?: number; guards?: unknown };
  if (endedAt === undefined || !Array.isArray(guards) || (points.at(-1)?.at ?? 0) >= endedAt) return points;
  const read = guards.map((guard) => ({
    evidence: guard?.evidence,
    treated: [guard?.treated?.of, guard?.treated?.bad],
    control: [guard?.control?.of, guard?.control?.bad],
  }));
  return [...points, { at: endedAt, point: { stage, evidence, guards: read } }];
}

/**
 * A guard's lines: each point is of the requests since the last one that had enough of them, so that a rate is one.
 *
 * @param points oldest first
 * @param guard its place in the plan
 */
export function seriesOf(points: Readonly<Points>, guard: number): Series {
  const series: Series = { at: [], stage: [], evidence: [], own: [], treated: [], control: [] };
  const step = Math.max(1, Math.ceil(points.length / MOST));
  const from = { treated: [0, 0], control: [0, 0] };
  const last: { treated: number | null; control: number | null } = { treated: null, control: null };
  for (const [index, { at, point }] of points.entries()) {
    if (index % step !== 0 && index !== points.length - 1) continue;
    const read = readPoint(point, guard);
    if (!read) continue;
    for (const group of ["treated", "control"] as const) {
      const [of = 0, bad = 0] = from[group];
      const [ofNow, badNow] = read.counts[group];
      // Of a rollout that was over before there were enough, what there was.
      const isAll = index === points.length - 1 && last[group] === null && ofNow > of;
      if (ofNow - of < FEWEST && !isAll) continue;
      last[group] = (100 * (badNow - bad)) / (ofNow - of);
      from[group] = [ofNow, badNow];
    }
    series.at.push(at);
    series.stage.push(read.stage);
    series.evidence.push(read.evidence);
    series.own.push(read.own);
    series.treated.push(last.treated);
    series.control.push(last.control);
  }
  return series;
}

/** The points outlive the server that wrote them: what they hold is looked at before it is believed. */
function readPoint(value: unknown, place: number) {
  const { stage, evidence, guards } = (value ?? {}) as Partial<Point>;
  const guard = Array.isArray(guards) ? guards[place] : undefined;
  if (typeof stage !== "number" || typeof evidence !== "number" || !guard) return undefined;
  const { treated, control, evidence: own } = guard;
  const isWhole = [treated, control].every((pair) => Array.isArray(pair) && pair.every(Number.isFinite));
  return isWhole && typeof own === "number" ? { stage, evidence, own, counts: { treated, control } } : undefined;
}
