import { setImmediate } from "node:timers/promises";
import { SwitchyardError } from "../../errors.ts";
import type { ChangeRecord, Reads } from "../../storage/port.ts";

const PAGE = 200;
/** So that one question about the distant past can't keep the server busy for long. */
const MAX_DISTANCE = 10_000;

/** Where to look. */
export interface Span {
  projectId: string;
  environmentId: string;
  /** All changes that are newer than this version. */
  version: number;
  /** A version that the environment is known to have reached. */
  newest: number;
}

/**
 * An environment's changes after a version, newest first, and certainly all of them: each raised the version by one.
 *
 * @throws SwitchyardError CANNOT_REBUILD when one of them is missing or can't be read, or when there are too many
 */
export async function* newerChanges(reads: Reads, span: Span): AsyncGenerator<ChangeRecord> {
  const { projectId, environmentId, version, newest } = span;
  const cannotRebuild = (why: string) =>
    new SwitchyardError("CANNOT_REBUILD", `Version ${version} can't be rebuilt: ${why}`);
  if (newest - version > MAX_DISTANCE) {
    throw cannotRebuild(`it lies ${newest - version} versions back, at most ${MAX_DISTANCE} can be taken back`);
  }
  let expected: number | undefined;
  let before = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const page = await reads.changes({ projectId, environmentId, before, limit: PAGE });
    for (const change of page) {
      before = change.id;
      const raisedTo = change.versions[environmentId];
      // Of a key, say: nothing that an SDK evaluates with.
      if (raisedTo === undefined) continue;
      expected ??= Math.max(raisedTo, newest);
      if (expected <= version) return;
      if (raisedTo !== expected) throw cannotRebuild(`the change log has no readable entry of version ${expected}`);
      yield change;
      expected -= 1;
    }
    if (page.length === 0) {
      expected ??= newest;
      if (expected <= version) return;
      throw cannotRebuild(`the change log has no readable entry of version ${expected}`);
    }
    await setImmediate();
  }
}
