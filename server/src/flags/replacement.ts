import { z } from "zod";
import type { ChangeRecord, FlagConfiguration, Killed, Reads } from "../storage/port.ts";
import { killed } from "../storage/stored-shapes.ts";
import type { Placed } from "./find.ts";
import { newConfiguration } from "./new-flag.ts";

const PAGE = 50;

const killedAfter = z.object({ killed });

/**
 * What stands in for a configuration that can't be read any more, until somebody saves another: disabled, and killed if
 * the change log says so. A kill stays in force, whatever happens to its row.
 */
export async function replacementOf(reads: Reads, placed: Placed): Promise<FlagConfiguration> {
  const { project, environment, flag } = placed;
  const kill = await killInForce(reads, { projectId: project.id, environmentId: environment.id, flag: flag.key });
  return { ...newConfiguration(flag, environment.id), ...(kill ? { killed: kill } : {}) };
}

async function killInForce(
  reads: Reads,
  where: { projectId: string; environmentId: string; flag: string },
): Promise<Killed | undefined> {
  let before = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const page = await reads.changes({ ...where, before, limit: PAGE });
    for (const change of page) {
      before = change.id;
      if (change.action === "flag.killed") return killOf(change);
      if (change.action === "flag.restored") return undefined;
    }
    if (page.length === 0) return undefined;
  }
}

/** A kill whose details can't be read is one all the same. */
function killOf({ after, actor, at, reason }: ChangeRecord): Killed {
  const parsed = killedAfter.safeParse(after);
  return parsed.success ? parsed.data.killed : { by: actor.name, at, ...(reason === undefined ? {} : { reason }) };
}
