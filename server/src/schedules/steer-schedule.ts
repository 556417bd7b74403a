import { SwitchyardError } from "../errors.ts";
import { planOperations } from "../operations/plan.ts";
import { requireProject } from "../projects/find.ts";
import { isAtLeast } from "../storage/authority.ts";
import type { Author, Change, Project, Reads, Schedule, Storage, Transaction } from "../storage/port.ts";
import { operationsOf, requireSchedule, scheduleChange } from "./find.ts";
import { summaryOf } from "./summary.ts";
import { nextAfter } from "./timing.ts";
import { alwaysLowers, needsOf, placesOf } from "./what-it-does.ts";

export interface SchedulePlace {
  project: string;
  number: number;
}

type State = Schedule["state"];

/** Ends a schedule before its time. @throws SwitchyardError NOT_FOUND, FORBIDDEN, SCHEDULE_STATE */
export function cancelSchedule(storage: Storage, author: Author, where: SchedulePlace, now: number): Promise<Schedule> {
  return steer(storage, author, where, ["waiting", "active", "paused"], async (tx, project, schedule) => {
    await requireStopper(tx, author, project, schedule);
    const { nextAt: _, held: __, ...rest } = schedule;
    const cancelled: Schedule = { ...rest, state: "cancelled", updatedAt: now };
    await tx.putSchedule(cancelled);
    return {
      schedule: cancelled,
      changes: [scheduleChange("schedule.cancelled", cancelled), ...(await withdraw(tx, schedule, author, now))],
    };
  });
}

/** Nothing is due until it is resumed. @throws SwitchyardError NOT_FOUND, FORBIDDEN, SCHEDULE_STATE */
export function pauseSchedule(storage: Storage, author: Author, where: SchedulePlace, now: number): Promise<Schedule> {
  return steer(storage, author, where, ["active"], async (tx, project, schedule) => {
    await requireStopper(tx, author, project, schedule);
    const { held: _, ...rest } = schedule;
    const paused: Schedule = { ...rest, state: "paused", updatedAt: now };
    await tx.putSchedule(paused);
    return { schedule: paused, changes: [scheduleChange("schedule.paused", paused)] };
  });
}

/**
 * Goes on with the next time that comes, without those that passed. Where a policy asks for approvals it can't be resumed by
 * who could not have made it, unless its beginning was approved.
 *
 * @throws SwitchyardError NOT_FOUND, FORBIDDEN, REASON_REQUIRED, SCHEDULE_STATE also for a one-off whose time has passed
 */
export function resumeSchedule(storage: Storage, author: Author, where: SchedulePlace, now: number): Promise<Schedule> {
  return steer(storage, author, where, ["paused"], async (tx, project, schedule) => {
    // It was asked when it was made, or its approval answered that; what is left is who may do such things.
    await needsOf(
      tx,
      { ...author, reason: author.reason ?? schedule.reason ?? schedule.title },
      project,
      operationsOf(schedule),
    );
    const nextAt = schedule.cron === undefined ? schedule.nextAt : nextAfter(schedule, now);
    if (nextAt === undefined || nextAt <= now) {
      throw new SwitchyardError(
        "SCHEDULE_STATE",
        `Schedule ${schedule.number} can't be resumed, its time has passed: run it now, or make another`,
      );
    }
    const resumed: Schedule = { ...schedule, state: "active", nextAt, updatedAt: now };
    await tx.putSchedule(resumed);
    return { schedule: resumed, changes: [scheduleChange("schedule.resumed", resumed)] };
  });
}

/**
 * Does at once what a schedule holds, as a change of who asks for it: by their role, and through the policies. A one-off is
 * done with it, one that recurs goes on as it would.
 *
 * @throws SwitchyardError NOT_FOUND, SCHEDULE_STATE, and what the operations and the policies throw
 */
export async function runScheduleNow(
  storage: Storage,
  author: Author,
  where: SchedulePlace,
  now: number,
): Promise<Schedule> {
  const place = await requireProject(storage, where.project);
  const { id } = await requireSchedule(storage, author, place, where.number);
  return steer(storage, { ...author, schedule: { id } }, where, ["active", "paused"], async (tx, project, schedule) => {
    const plan = await planOperations(tx, author, project, operationsOf(schedule));
    await plan.write(tx);
    const { nextAt, held: _, ...rest } = schedule;
    const isOver = schedule.cron === undefined;
    const done: Schedule = isOver
      ? { ...rest, state: "done", updatedAt: now }
      : { ...rest, nextAt: nextAt ?? now, updatedAt: now };
    const changes = plan.changes.map(({ change }) => change);
    const message = summaryOf(changes, await tx.environments(project.id));
    await tx.putSchedule(done);
    await tx.insertScheduleRun({
      scheduleId: schedule.id,
      dueAt: await unusedTime(tx, schedule, now),
      at: now,
      outcome: changes.length === 0 ? "nothing" : "ran",
      message: `${message}; run by ${author.actor.name}`,
    });
    return { schedule: done, changes: [...changes, scheduleChange("schedule.ran", done, { message })] };
  });
}

/** Runs are told apart by their due times: none of those to come, which are whole minutes, and none that there was. */
async function unusedTime(reads: Reads, schedule: Schedule, now: number): Promise<number> {
  const [last] = await reads.scheduleRuns(schedule.id, 1);
  const time = Math.max(now, (last?.dueAt ?? 0) + 1);
  return time % 1_000 === 0 ? time + 1 : time;
}

async function steer(
  storage: Storage,
  author: Author,
  where: SchedulePlace,
  from: readonly State[],
  how: (tx: Transaction, project: Project, schedule: Schedule) => Promise<{ schedule: Schedule; changes: Change[] }>,
): Promise<Schedule> {
  const { result } = await storage.change(author, async (tx) => {
    const project = await requireProject(tx, where.project);
    const schedule = await requireSchedule(tx, author, project, where.number);
    if (!from.includes(schedule.state)) {
      throw new SwitchyardError(
        "SCHEDULE_STATE",
        `Schedule ${schedule.number} must be ${from.join(" or ")} for this, it is ${schedule.state}`,
        { details: { state: schedule.state } },
      );
    }
    const { schedule: steered, changes } = await how(tx, project, schedule);
    return { result: steered, change: changes };
  });
  return result;
}

/** Stopping what raises is lowering; what would lower is stopped by who could make it. */
async function requireStopper(reads: Reads, author: Author, project: Project, schedule: Schedule): Promise<void> {
  if (schedule.author.id === author.actor.id) return;
  const operations = operationsOf(schedule);
  const needs = operations.some(alwaysLowers) ? "editor" : "responder";
  for (const { environment } of await placesOf(reads, project, operations)) {
    const holds = author.authority?.roleAt(project.id, environment.id);
    if (isAtLeast(holds, needs)) continue;
    throw new SwitchyardError(
      "FORBIDDEN",
      `Stopping schedule ${schedule.number} needs the role ${needs} in ${environment.key}, you are ${holds ?? "nothing"} there`,
      { details: { environment: environment.key, needs, holds: holds ?? null } },
    );
  }
}

/** The request that asks for approval has nothing to approve any more. */
async function withdraw(tx: Transaction, schedule: Schedule, { actor }: Author, at: number): Promise<Change[]> {
  const request = schedule.requestId === undefined ? undefined : await tx.changeRequestById(schedule.requestId);
  if (request?.state !== "open") return [];
  await tx.putChangeRequest({ ...request, state: "withdrawn", updatedAt: at });
  const text = `Schedule ${schedule.number} was cancelled`;
  await tx.addRequestEvent({ requestId: request.id, at, kind: "withdrawn", actor, text, environmentIds: [] });
  return [];
}
