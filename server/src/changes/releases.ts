import type { ChangeRecord, Environment, Project, Reads } from "../storage/port.ts";

const DAY_MS = 86_400_000;
const PAGE = 200;
/** So many changes are read at most: enough for 100 a day. */
const MOST = 3_000;

export interface Releases {
  /** From when on it counts, milliseconds since 1970. Later than asked for where there were too many changes. */
  since: number;
  /** Changes of what flags do, kills and restores left out. */
  changes: number;
  /** By day, the oldest first; the last is the 24 hours until now. */
  byDay: number[];
  kills: number;
  /** Guarded rollouts that took their flag back. */
  rolledBack: number;
  /** How long a kill lasted, in the middle; null when none has ended. */
  killedMs: number | null;
  /** From a flag's creation to its being on here for the first time, in the middle; null when none was made and turned on. */
  leadMs: number | null;
  /** The newest drill, also an older one. */
  lastDrill: { at: number; by: string; version: number } | null;
}

/** How releasing goes in one environment, by its change log: how much, how often it was taken back, and how fast. */
export async function readReleases(
  reads: Reads,
  project: Project,
  environment: Environment,
  days: number,
  now = Date.now(),
): Promise<Releases> {
  const log = await since(reads, project, environment, now - days * DAY_MS);
  const whole = log.length < MOST;
  const from = whole ? now - days * DAY_MS : (log.at(-1)?.at ?? now);
  const changed = log.filter(({ action }) => action === "flag.configured");
  const byDay = Array.from({ length: days }, () => 0);
  for (const { at } of changed) {
    const day = days - 1 - Math.floor((now - at) / DAY_MS);
    if (day >= 0) byDay[day] = (byDay[day] ?? 0) + 1;
  }
  const [drilled] = await reads.changes({
    projectId: project.id,
    environmentId: environment.id,
    action: "environment.drilled",
    limit: 1,
  });
  return {
    since: from,
    changes: changed.length,
    byDay,
    kills: count(log, "flag.killed"),
    rolledBack: count(log, "rollout.rolledBack"),
    killedMs: median(killTimes(log)),
    leadMs: median(await leadTimes(reads, project, log, from)),
    lastDrill: drilled
      ? { at: drilled.at, by: drilled.actor.name, version: drilled.versions[environment.id] ?? 0 }
      : null,
  };
}

async function since(reads: Reads, project: Project, environment: Environment, from: number): Promise<ChangeRecord[]> {
  const log: ChangeRecord[] = [];
  while (log.length < MOST) {
    const before = log.at(-1)?.id;
    const page = await reads.changes({
      projectId: project.id,
      environmentId: environment.id,
      ...(before === undefined ? {} : { before }),
      limit: PAGE,
    });
    log.push(...page.filter(({ at }) => at >= from));
    if (page.length < PAGE || (page.at(-1)?.at ?? 0) < from) break;
  }
  return log;
}

const count = (log: readonly ChangeRecord[], action: ChangeRecord["action"]) =>
  log.filter((change) => change.action === action).length;

function killTimes(log: readonly ChangeRecord[]): number[] {
  const killedAt = new Map<string, number>();
  return [...log].reverse().flatMap(({ action, flag, at }) => {
    if (flag === undefined) return [];
    const was = killedAt.get(flag);
    if (action === "flag.killed") killedAt.set(flag, at);
    if (action !== "flag.restored" || was === undefined) return [];
    killedAt.delete(flag);
    return [at - was];
  });
}

/** Of flags that were made in the time that is looked at: of older ones the first time on may lie before it. */
async function leadTimes(
  reads: Reads,
  project: Project,
  log: readonly ChangeRecord[],
  from: number,
): Promise<number[]> {
  const created = new Map((await reads.flags(project.id)).map(({ key, createdAt }) => [key, createdAt]));
  const seen = new Set<string>();
  return [...log].reverse().flatMap(({ action, flag, at, after }) => {
    const createdAt = flag === undefined ? undefined : created.get(flag);
    if (action !== "flag.configured" || flag === undefined || createdAt === undefined || seen.has(flag)) return [];
    if (createdAt < from || !isEnabled(after)) return [];
    seen.add(flag);
    return [at - createdAt];
  });
}

const isEnabled = (after: unknown) =>
  typeof after === "object" && after !== null && "enabled" in after && after.enabled === true;

function median(values: number[]): number | null {
  const sorted = values.sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
