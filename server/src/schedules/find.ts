import type { JsonValue } from "@switchyard/core";
import { SwitchyardError } from "../errors.ts";
import { notFound } from "../projects/find.ts";
import { environmentsNamed } from "../requests/environments-named.ts";
import { readOperations } from "../requests/find.ts";
import type { Author, Change, Project, Reads, Schedule } from "../storage/port.ts";
import { placesOf } from "./what-it-does.ts";

/** @throws SwitchyardError NOT_FOUND, also for who may not know of an environment that it concerns */
export async function requireSchedule(reads: Reads, by: Author, project: Project, number: number): Promise<Schedule> {
  const schedule = await reads.schedule(project.id, number);
  if (schedule === undefined || !(await maySeeSchedule(reads, by, project, schedule))) {
    throw notFound("schedule", String(number), `project ${project.key}`);
  }
  return schedule;
}

/** Whether somebody may know of all environments that a schedule concerns; one that can't be read is for all. */
export async function maySeeSchedule(reads: Reads, { authority }: Author, project: Project, schedule: Schedule) {
  const role = (id: string) => authority?.roleAt(project.id, id);
  try {
    const places = await placesOf(reads, project, operationsOf(schedule));
    return places.every(({ environment }) => role(environment.id) !== undefined);
  } catch (error) {
    if (!(error instanceof SwitchyardError)) throw error;
    return (await reads.environments(project.id)).every(({ id }) => role(id) !== undefined);
  }
}

/** @throws SwitchyardError DAMAGED */
export const operationsOf = ({ operations, number }: Schedule) => readOperations(operations, `Schedule ${number}`);

type ScheduleAction = Extract<Change["action"], `schedule.${string}`>;

/** What the change log says of a schedule: nothing that SDKs hear of. */
export function scheduleChange(
  action: ScheduleAction,
  schedule: Schedule,
  more: Record<string, JsonValue> = {},
): Change {
  return {
    action,
    projectId: schedule.projectId,
    before: null,
    after: {
      number: schedule.number,
      name: `“${schedule.title}” (#${schedule.number})`,
      ...environmentsNamed(schedule.operations),
      ...more,
    },
    affects: [],
  };
}
