import { z } from "zod";
import type { ChangeRecord, Killed, Reads } from "../storage/port.ts";
import { killed } from "../storage/stored-shapes.ts";

const PAGE = 50;

const killedAfter = z.object({ killed });

/**
 * Whether a flag is killed in an environment, as the change log tells it: for a configuration that can't be read any
 * more. A kill that can't be read either is still one.
 */
export async function killInForce(
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

function killOf({ after, actor, at, reason }: ChangeRecord): Killed {
  const parsed = killedAfter.safeParse(after);
  return parsed.success ? parsed.data.killed : { by: actor.name, at, ...(reason === undefined ? {} : { reason }) };
}
