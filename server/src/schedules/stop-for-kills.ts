import { SYSTEM } from "../auth/identity.ts";
import { SwitchyardError } from "../errors.ts";
import type { Project, Schedule, Storage } from "../storage/port.ts";
import { killSince } from "./kill-since.ts";
import { cancel } from "./run-due.ts";

const PENDING = ["waiting", "active", "paused"] as const;
const PAGE = 200;

/**
 * Ends the schedules of a project that would raise what was killed. At its due time each of them looks for itself, too: this
 * is so that people see it at once.
 */
export async function stopForKills(storage: Storage, project: Project, now: number): Promise<void> {
  const pending = await storage.schedules({ projectId: project.id, states: PENDING, limit: PAGE });
  for (const schedule of pending) {
    if ((await whyEnded(storage, project, schedule)) === undefined) continue;
    await storage.change({ actor: SYSTEM }, async (tx) => {
      const present = await tx.scheduleById(schedule.id);
      if (present === undefined || !PENDING.some((state) => state === present.state)) return { result: undefined };
      const why = await whyEnded(tx, project, present);
      if (why === undefined) return { result: undefined };
      return { result: undefined, change: (await cancel(tx, present, why, now)).change };
    });
  }
}

/** One that can't be read is left to its due time, which says so. */
async function whyEnded(reads: Parameters<typeof killSince>[0], project: Project, schedule: Schedule) {
  try {
    return await killSince(reads, project, schedule);
  } catch (error) {
    if (error instanceof SwitchyardError) return undefined;
    throw error;
  }
}
