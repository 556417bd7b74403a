import type { FlagData, SegmentData } from "@switchyard/core";
import { flagData } from "../../storage/flag-data.ts";
import type { Quarantined, Reads, Ruleset } from "../../storage/port.ts";

/** A flag that may be archived, which SDKs then don't get. */
export interface PastFlag {
  data: FlagData;
  archived: boolean;
}

/** One environment at one version, while changes are taken back one by one. */
export interface World {
  flags: Map<string, PastFlag>;
  segments: Map<string, SegmentData>;
  /** What can't be known at this version, by kind and key: an entry here has none in `flags` or `segments`. */
  unknown: Map<string, Quarantined>;
}

/**
 * The present state, archived flags included. It is read in several steps, and others may write in between. That does
 * no harm as long as the log is read afterwards: to take back a change that a row had not seen yet changes nothing,
 * because each change says what was before it, not what was different.
 */
export async function presentWorld(reads: Reads, where: { projectId: string; environmentId: string }): Promise<World> {
  const ruleset = await reads.ruleset(where.environmentId);
  const world = fromRuleset(ruleset);
  for (const flag of await reads.flags(where.projectId)) {
    if (world.flags.has(flag.key) || world.unknown.has(`flag ${flag.key}`)) continue;
    const configuration = await reads.configuration(flag.id, where.environmentId);
    if (configuration === undefined) setUnknown(world, "flag", flag.key, "its configuration can't be read");
    else world.flags.set(flag.key, { data: flagData(flag, configuration), archived: flag.archived });
  }
  return world;
}

function fromRuleset({ flags, segments, quarantined }: Ruleset): World {
  return {
    flags: new Map(flags.map((data) => [data.key, { data, archived: false }])),
    segments: new Map(segments.map((segment) => [segment.key, segment])),
    unknown: new Map(quarantined.map((one) => [`${one.kind} ${one.key}`, one])),
  };
}

export function setFlag(world: World, key: string, flag: PastFlag | undefined): void {
  world.unknown.delete(`flag ${key}`);
  if (flag === undefined) world.flags.delete(key);
  else world.flags.set(key, flag);
}

export function setSegment(world: World, key: string, segment: SegmentData | undefined): void {
  world.unknown.delete(`segment ${key}`);
  if (segment === undefined) world.segments.delete(key);
  else world.segments.set(key, segment);
}

export function setUnknown(world: World, kind: Quarantined["kind"], key: string, problem: string): void {
  world[kind === "flag" ? "flags" : "segments"].delete(key);
  world.unknown.set(`${kind} ${key}`, { kind, key, problem });
}
