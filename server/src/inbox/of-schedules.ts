import { SwitchyardError } from "../errors.ts";
import { maySeeSchedule, operationsOf } from "../schedules/find.ts";
import { placesOf } from "../schedules/what-it-does.ts";
import { isAtLeast } from "../storage/authority.ts";
import type { Reads, Schedule } from "../storage/port.ts";
import type { InboxItem, Reader } from "./item.ts";

/** Schedules that could not do what they should, or are held: for who made them, and for who can do it by hand. */
export async function ofSchedules(reads: Reads, reader: Reader): Promise<InboxItem[]> {
  const { project, seenAt } = reader;
  const items: InboxItem[] = [];
  const known = new Map<string, Schedule | undefined>();
  const find = async (id: string) => {
    const schedule = await reads.scheduleById(id);
    return schedule && (await concerns(reads, reader, schedule)) ? schedule : undefined;
  };
  for (const { scheduleId, at, message } of await reads.failedRuns(project.id, seenAt + 1)) {
    if (!known.has(scheduleId)) known.set(scheduleId, await find(scheduleId));
    const schedule = known.get(scheduleId);
    if (schedule) items.push({ kind: "schedule", at, title: schedule.title, text: message, schedule: schedule.number });
  }
  for (const schedule of await reads.schedules({ projectId: project.id, states: ["active"], limit: 200 })) {
    const { held, updatedAt: at, title, number } = schedule;
    if (held === undefined || !(await concerns(reads, reader, schedule))) continue;
    items.push({ kind: "schedule", at, title, text: `Held: ${held}`, schedule: number });
  }
  return items;
}

async function concerns(reads: Reads, { by, project }: Reader, schedule: Schedule): Promise<boolean> {
  if (!(await maySeeSchedule(reads, by, project, schedule))) return false;
  if (schedule.author.id === by.actor.id) return true;
  try {
    const places = await placesOf(reads, project, operationsOf(schedule));
    return places.some(({ environment }) => isAtLeast(by.authority?.roleAt(project.id, environment.id), "editor"));
  } catch (error) {
    if (error instanceof SwitchyardError) return isAtLeast(by.authority?.roleAt(project.id), "editor");
    throw error;
  }
}
