import type { FlagData, SegmentData } from "@switchyard/core";
import { SwitchyardError } from "../../errors.ts";
import type { Environment, Quarantined, Reads } from "../../storage/port.ts";
import { newerChanges } from "./newer-changes.ts";
import { undo } from "./undo.ts";
import { presentWorld } from "./world.ts";

/** What an environment's SDKs had at one version, each list in the order of keys. */
export interface PastRuleset {
  version: number;
  flags: FlagData[];
  segments: SegmentData[];
  /** What was there at that version, or may have been, and can't be known any more. */
  quarantined: Quarantined[];
}

/**
 * Rebuilds what an environment's SDKs had at an earlier version. States are not kept, changes are: it begins with the
 * present state and takes the newer changes back, newest first, by what each says was before it.
 *
 * @param environment read just now; its version is the newest that can be asked for
 * @throws SwitchyardError INVALID_REQUEST for a version that is still to come, CANNOT_REBUILD when the change log has a
 * gap, begins later or reaches too far
 */
export async function pastRuleset(reads: Reads, environment: Environment, version: number): Promise<PastRuleset> {
  if (version > environment.version) {
    throw new SwitchyardError(
      "INVALID_REQUEST",
      `version must be at most ${environment.version}, the present one of environment ${environment.key}, received ${version}`,
    );
  }
  const { id: environmentId, projectId } = environment;
  const world = await presentWorld(reads, { projectId, environmentId });
  // The log comes after the rows: see presentWorld.
  const span = { projectId, environmentId, version, newest: environment.version };
  for await (const change of newerChanges(reads, span)) undo(world, change);

  const flags = [...world.flags.values()].filter(({ archived }) => !archived).map(({ data }) => data);
  return {
    version,
    flags: flags.sort(byKey),
    segments: [...world.segments.values()].sort(byKey),
    quarantined: [...world.unknown.values()].sort(byKey),
  };
}

const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : Number(a.key > b.key));
