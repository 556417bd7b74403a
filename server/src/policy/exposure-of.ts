import { isDeepStrictEqual } from "node:util";
import { compareExposure, compareWorlds, type FlagData, type SegmentData } from "@switchyard/core";
import { regex } from "../regex.ts";
import { flagData } from "../storage/flag-data.ts";
import type { Change, Environment, Flag, FlagConfiguration, Rollout, Ruleset, Transaction } from "../storage/port.ts";
import { segmentData } from "../storage/segment-data.ts";
import { configurationKey, type Noted, type NotedRows } from "./note-rows.ts";
import { safeByPlan } from "./safe-by-plan.ts";
import { newSnapshotBytes, type SnapshotBytes, snapshotBytes } from "./snapshot-size.ts";

/**
 * - `kills`: nothing but kills; nothing else is looked at, because off is off, whoever leans on it
 * - `lowers`: every context gets what it got, the safe variant, or no answer
 * - `raises`: some context may get something else, or nobody can tell
 * - `same`: no answer changes, but what is decided does: a change of something that is off
 * - `none`: nothing in this environment, as far as its SDKs see
 */
type Direction = "kills" | "lowers" | "raises" | "same" | "none";

/** What a change does in one environment. */
export interface Exposure {
  environment: Environment;
  direction: Direction;
  /** The flags whose answers it raises, those that lean on what was changed included, sorted. */
  raised: string[];
  lowered: string[];
  /** Whether it edits what is decided for this environment, and not only what is the same in all. */
  isConfigured: boolean;
  /** Absent where a change is told by its rows alone, without the rest of the environment: it can't grow then. */
  snapshot?: SnapshotBytes;
}

interface TouchedFlag {
  key: string;
  /** As SDKs get it, with what they are to count. */
  served: { before: FlagData | undefined; after: FlagData | undefined };
  before: FlagData | undefined;
  after: FlagData | undefined;
  /** There was one that can't be read: SDKs go by what they had of it. */
  isUnreadable: boolean;
  isKill: boolean;
  isConfigured: boolean;
}

/**
 * Which way a transaction goes in each environment of a project that it touches: told from the rows that it wrote, not from
 * what it says of itself.
 */
export async function exposuresOf(
  tx: Transaction,
  projectId: string,
  rows: NotedRows,
  changes: readonly Change[],
): Promise<Exposure[]> {
  const touched = [...rows.segments.values()].filter(({ before, after }) => (before ?? after)?.projectId === projectId);
  const exposures: Exposure[] = [];
  for (const environment of await tx.environments(projectId)) {
    const flags = await flagsTouchedIn(tx, environment, rows, changes);
    const climbing = climbingIn(environment, rows);
    if (flags.length === 0 && touched.length === 0 && climbing.length === 0) continue;
    let reading: Promise<Ruleset> | undefined;
    // Either the state before or that after is at hand; the rows that were written make the one of the other.
    const ruleset = () => (reading ??= rows.rulesets.get(environment.id) ?? tx.ruleset(environment.id));
    const exposure = await exposureIn(environment, flags, touched, ruleset);
    if (isNew(rows.environments.get(environment.id))) exposure.snapshot = newSnapshotBytes(await ruleset());
    exposures.push(climbing.length === 0 ? exposure : climbs(exposure, climbing));
  }
  return exposures;
}

const isNew = (noted: Noted<Environment> | undefined) => noted !== undefined && noted.before === undefined;

/**
 * The flags of guarded rollouts that are told to climb: started, resumed, or let on to their next stage. What they serve next the
 * server raises by itself, so it is this that somebody must be allowed to do.
 */
function climbingIn(environment: Environment, rows: NotedRows): string[] {
  const told = [...rows.rollouts.values()]
    .filter(({ after }) => after?.environmentId === environment.id)
    .filter(climbsOn);
  return told.flatMap(({ after }) => after?.plan.flag ?? []);
}

function climbsOn({ before, after }: Noted<Rollout>): boolean {
  if (after?.status !== "running") return false;
  const { approved } = after.progress;
  return (
    before?.status !== "running" || (approved !== undefined && !isDeepStrictEqual(before.progress.approved, approved))
  );
}

const climbs = (exposure: Exposure, flags: readonly string[]): Exposure => ({
  ...exposure,
  direction: "raises",
  raised: [...new Set([...exposure.raised, ...flags])].sort(),
  lowered: exposure.lowered.filter((key) => !flags.includes(key)),
  isConfigured: true,
});

async function exposureIn(
  environment: Environment,
  flags: readonly TouchedFlag[],
  segments: readonly Noted<SegmentData>[],
  ruleset: () => Promise<Ruleset>,
): Promise<Exposure> {
  const isConfigured = flags.some((flag) => flag.isConfigured);
  const exposure = { environment, raised: [], lowered: [], isConfigured };
  if (segments.length === 0) {
    if (flags.every(({ isKill }) => isKill)) {
      return { ...exposure, direction: "kills", lowered: flags.map(({ key }) => key).sort() };
    }
    if (flags.every(({ before, after, isUnreadable }) => !isUnreadable && isDeepStrictEqual(before, after))) {
      return { ...exposure, direction: isConfigured ? "same" : "none" };
    }
  }
  const segmentKeys = segments.flatMap(({ before, after }) => (before ?? after)?.key ?? []);
  const replaced = { flags: flags.map(({ key }) => key), segments: segmentKeys };
  const read = await ruleset();
  const rest = {
    flags: read.flags.filter(({ key }) => !replaced.flags.includes(key)),
    segments: read.segments.filter(({ key }) => !replaced.segments.includes(key)),
  };
  const world = (side: "before" | "after") => ({
    flags: [...rest.flags, ...flags.flatMap((flag) => flag[side] ?? [])],
    segments: [...rest.segments, ...segments.flatMap((segment) => segment[side] ?? [])],
  });
  const unreadable = {
    flags: [
      ...read.quarantined.flatMap(({ kind, key }) => (kind === "flag" ? key : [])),
      ...flags.flatMap(({ isUnreadable, key }) => (isUnreadable ? key : [])),
    ],
    segments: read.quarantined.flatMap(({ kind, key }) => (kind === "segment" ? key : [])),
  };
  const directions = compareWorlds(world("before"), world("after"), replaced, { regex, unreadable });
  const going = (way: string) => [...directions].flatMap(([key, one]) => (one === way ? key : [])).sort();
  const [raised, lowered] = [going("raises"), going("lowers")];
  const served = segments.map(({ before, after }) => ({
    before: before && segmentData(before),
    after: after && segmentData(after),
  }));
  const snapshot = snapshotBytes(rest, [...flags.map((flag) => flag.served), ...served]);
  const found = { environment, raised, lowered, isConfigured, snapshot };
  if (raised.length > 0) return { ...found, direction: "raises" };
  if (lowered.length > 0) return { ...found, direction: "lowers" };
  if (!isConfigured) return { ...found, direction: "none" };
  return { ...found, direction: flags.every(wouldLower) ? "lowers" : "same" };
}

/** Of what is off: stepping back what was prepared is no more than stepping back. */
function wouldLower({ before, after, isConfigured }: TouchedFlag): boolean {
  if (!isConfigured) return true;
  if (before === undefined || after === undefined) return false;
  const on = (flag: FlagData): FlagData => ({ ...flag, enabled: true, killed: false });
  return compareExposure(on(before), on(after)) === "lowers";
}

async function flagsTouchedIn(
  tx: Transaction,
  environment: Environment,
  rows: NotedRows,
  changes: readonly Change[],
): Promise<TouchedFlag[]> {
  const flags = new Map<string, Noted<Flag>>();
  for (const [id, noted] of rows.flags) {
    if ((noted.before ?? noted.after)?.projectId === environment.projectId) flags.set(id, noted);
  }
  // A configuration names its flag by id only. Every one that is written is named by its change, or it would not commit.
  const named = changes.flatMap(({ affects }) =>
    affects.flatMap((one) => (one.environmentId === environment.id ? (one.flags ?? []) : [])),
  );
  for (const key of new Set(named)) {
    const flag = await tx.flag(environment.projectId, key);
    if (flag !== undefined && !flags.has(flag.id)) flags.set(flag.id, { before: flag, after: flag });
  }
  const touched: TouchedFlag[] = [];
  for (const [id, flag] of flags) {
    const configured = rows.configurations.get(configurationKey(environment.id, id));
    if (configured === undefined && !rows.flags.has(id)) continue;
    const present = configured ? undefined : await tx.configuration(id, environment.id);
    const configuration = configured ?? { before: present, after: present };
    touched.push(touchedFlag(flag, configuration, configured !== undefined, safeByPlan(rows, configuration)));
  }
  return touched;
}

/** @param safe takes the off variant's place in what is compared */
function touchedFlag(
  flag: Noted<Flag>,
  configuration: Noted<FlagConfiguration>,
  isConfigured: boolean,
  safe: string | undefined,
): TouchedFlag {
  const { key } = (flag.after ?? flag.before) as Flag;
  const data = (side: "before" | "after") => {
    const [one, its] = [flag[side], configuration[side]];
    return !one || !its || one.archived ? undefined : flagData(one, its);
  };
  const served = { before: data("before"), after: data("after") };
  return {
    key,
    served,
    before: compared(served.before, safe),
    after: compared(served.after, safe),
    isUnreadable: flag.before !== undefined && !flag.before.archived && configuration.before === undefined,
    isKill: flag.before === flag.after && isKill(configuration),
    // What a new flag begins with is no decision about this environment, nor is what its SDKs are to count.
    isConfigured: isConfigured && flag.before !== undefined && !isDeepStrictEqual(...decided(configuration)),
  };
}

function compared(data: FlagData | undefined, safe: string | undefined): FlagData | undefined {
  if (data === undefined) return undefined;
  const { guard, ...decided } = data;
  return safe === undefined ? decided : { ...decided, offVariant: safe };
}

function decided({ before, after }: Noted<FlagConfiguration>): [unknown, unknown] {
  const of = (configuration: FlagConfiguration | undefined) => {
    if (configuration === undefined) return undefined;
    const { guard, version, updatedAt, ...decisions } = configuration;
    return decisions;
  };
  return [of(before), of(after)];
}

function isKill({ before, after }: Noted<FlagConfiguration>): boolean {
  if (after?.killed === undefined) return false;
  // One that could not be read was replaced by one that is off in every way.
  if (before === undefined) return !after.enabled;
  if (before.killed !== undefined) return false;
  const rest = ({ killed, version, updatedAt, ...configuration }: FlagConfiguration) => configuration;
  return isDeepStrictEqual(rest(before), rest(after));
}
