import { SwitchyardError } from "../errors.ts";
import type { Author, Project, Reads, Schedule, ScheduleRun } from "../storage/port.ts";
import { maySeeSchedule } from "./find.ts";
import { timesBetween } from "./timing.ts";

const MAX_SPAN_MS = 100 * 24 * 60 * 60_000;
const MAX_FOUND = 1_000;
const PENDING = ["waiting", "active", "paused"] as const;

export interface Occurrence {
  schedule: Schedule;
  at: number;
  /** What came of it, when it is past. */
  run?: ScheduleRun;
}

/**
 * When the schedules of a project are due in a span, and what came of those that are past; in order.
 *
 * @param from milliseconds since 1970, included
 * @param to excluded, at most 100 days later
 * @returns at most 1,000; `complete` is false where there would be more
 * @throws SwitchyardError INVALID_REQUEST
 */
export async function occurrencesBetween(
  reads: Reads,
  by: Author,
  project: Project,
  from: number,
  to: number,
): Promise<{ occurrences: Occurrence[]; complete: boolean }> {
  if (to <= from || to - from > MAX_SPAN_MS) {
    throw new SwitchyardError(
      "INVALID_REQUEST",
      `to must be after from and at most 100 days later, received ${from} and ${to}`,
    );
  }
  const found: Occurrence[] = [];
  const known = new Map<string, Schedule | undefined>();
  for (const run of await reads.runsDue(project.id, from, to, MAX_FOUND + 1)) {
    const { scheduleId, dueAt } = run;
    if (!known.has(scheduleId)) {
      const schedule = await reads.scheduleById(scheduleId);
      known.set(scheduleId, schedule && (await maySeeSchedule(reads, by, project, schedule)) ? schedule : undefined);
    }
    const schedule = known.get(scheduleId);
    if (schedule) found.push({ schedule, at: dueAt, run });
  }
  for (const schedule of await reads.schedules({ projectId: project.id, states: PENDING, limit: 200 })) {
    if (!(await maySeeSchedule(reads, by, project, schedule))) continue;
    const { nextAt } = schedule;
    if (nextAt === undefined || nextAt >= to) continue;
    const first = nextAt >= from ? [nextAt] : [];
    const later = timesBetween(schedule, Math.max(from, nextAt + 1), to, MAX_FOUND + 1);
    for (const at of [...first, ...later]) found.push({ schedule, at });
  }
  found.sort((a, b) => a.at - b.at || a.schedule.number - b.schedule.number);
  return { occurrences: found.slice(0, MAX_FOUND), complete: found.length <= MAX_FOUND };
}
