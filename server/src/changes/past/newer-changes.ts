import { setImmediate } from "node:timers/promises";
import { SwitchyardError } from "../../errors.ts";
import type { ChangeRecord, Reads } from "../../storage/port.ts";

const PAGE = 200;
/** So that one question about the distant past can't keep the server busy for long. */
export const MAX_UNDONE = 10_000;

/**
 * An environment's changes after a version, newest first: none is left out, each raised the version by one.
 *
 * @throws SwitchyardError CANNOT_REBUILD when the log has a gap there, or more than {@link MAX_UNDONE} changes
 */
export async function* newerChanges(
  reads: Reads,
  where: { projectId: string; environmentId: string; newest: number; version: number },
): AsyncGenerator<ChangeRecord> {
  const { projectId, environmentId, newest, version } = where;
  const distance = newest - version;
  if (distance > MAX_UNDONE) {
    throw cannotRebuild(version, `it lies ${distance} changes back, at most ${MAX_UNDONE} can be taken back`);
  }
  // The log was read after `newest`: it may begin with newer ones.
  let above: number | undefined;
  let before: number | undefined;
  for (;;) {
    const page = await reads.changes({ projectId, environmentId, limit: PAGE, ...(before === undefined ? {} : { before }) });
    for (const change of page) {
      const at = change.versions[environmentId];
      // Of a key, say: SDKs saw nothing of it.
      if (at === undefined) continue;
      const isNext = above === undefined ? at >= newest : at === above - 1;
      if (!isNext) break;
      if (at <= version) return;
      above = at;
      yield change;
    }
    if (above === version + 1 || newest === version) return;
    before = page.at(-1)?.id;
    if (page.length === 0 || before === undefined) {
      throw cannotRebuild(version, `the change log has no readable change for version ${(above ?? newest + 1) - 1}`);
    }
    await setImmediate();
  }
}

const cannotRebuild = (version: number, why: string) =>
  new SwitchyardError("CANNOT_REBUILD", `Version ${version} can't be rebuilt: ${why}`);
