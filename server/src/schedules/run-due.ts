import { SYSTEM } from "../auth/identity.ts";
import { SwitchyardError } from "../errors.ts";
import { type Ahead, planAhead } from "../operations/plan-ahead.ts";
import type { Author, Change, Lease, Project, Schedule, Storage, Transaction } from "../storage/port.ts";
import type { RUN_OUTCOMES } from "../storage/schedules.ts";
import { operationsOf, scheduleChange } from "./find.ts";
import { killSince } from "./kill-since.ts";
import { summaryOf } from "./summary.ts";
import { lastUntil, nextAfter } from "./timing.ts";

/** A server that runs does what is due within seconds: who is later than this was down, or held. */
const PUNCTUAL_MS = 60_000;

type Outcome = (typeof RUN_OUTCOMES)[number];

/** What became of a due time: an outcome, held for now, stopped by a kill, or taken care of by somebody else. */
export type DueResult = Outcome | "held" | "cancelled" | "gone";

/**
 * Does what a schedule had to do at its due time, once: the flags, what came of it and the next due time are written in one
 * transaction, which only the holder of the lease can make. Whatever ends the process before leaves it due.
 *
 * @param due the schedule as it was read, whose `nextAt` has come
 * @param now milliseconds since 1970
 * @throws StorageError, and whatever is nobody's mistake: then it stays due
 */
export async function runDue(storage: Storage, lease: Lease, due: Schedule, now: number): Promise<DueResult> {
  const author: Author = {
    actor: SYSTEM,
    reason: `Schedule #${due.number} ${due.title}`,
    schedule: { id: due.id },
  };
  try {
    const planned = missedBecause(due, now) === undefined ? await planOf(storage, author, due) : undefined;
    const { result } = await storage.change(author, (tx) => attempt(tx, planned, lease, due, now));
    return result;
  } catch (error) {
    if (!(error instanceof SwitchyardError)) throw error;
    const isHeld = error.code === "FROZEN";
    const { result } = await storage.change(author, (tx) =>
      onRow(tx, lease, due, (schedule) =>
        isHeld ? hold(tx, schedule, error.message, now) : end(tx, schedule, now, "failed", error.message, []),
      ),
    );
    return result;
  }
}

interface Done {
  result: DueResult;
  change: Change[];
}

/** Within a transaction, on the row as it is now: only if this due time is still to be done. */
async function onRow(
  tx: Transaction,
  lease: Lease,
  due: Schedule,
  work: (schedule: Schedule, project: Project) => Promise<Done>,
): Promise<Done> {
  await tx.requireLease(lease);
  const schedule = await tx.scheduleById(due.id);
  const project = (await tx.projects()).find(({ id }) => id === due.projectId);
  if (schedule?.state !== "active" || schedule.nextAt !== due.nextAt || project === undefined) {
    return { result: "gone", change: [] };
  }
  return work(schedule, project);
}

async function planOf(storage: Storage, author: Author, due: Schedule): Promise<Ahead | undefined> {
  const project = (await storage.projects()).find(({ id }) => id === due.projectId);
  return project && planAhead(storage, author, project, operationsOf(due));
}

function attempt(tx: Transaction, planned: Ahead | undefined, lease: Lease, due: Schedule, now: number): Promise<Done> {
  return onRow(tx, lease, due, async (schedule, project) => {
    const kill = await killSince(tx, project, schedule);
    if (kill !== undefined) return cancel(tx, schedule, kill, now);
    const missed = missedBecause(schedule, now);
    if (missed !== undefined) return end(tx, schedule, now, "missed", missed, []);
    // It seemed missed a moment ago: the next look tells.
    if (planned === undefined) return { result: "gone", change: [] };
    const plan = await planned(tx);
    await plan.write(tx);
    const changes = plan.changes.map(({ change }) => change);
    const message = summaryOf(changes, await tx.environments(project.id));
    return end(tx, schedule, now, changes.length === 0 ? "nothing" : "ran", message, changes);
  });
}

/** Why a due time is no longer done. Of several that passed only the last one may be. */
function missedBecause(schedule: Schedule, now: number): string | undefined {
  const dueAt = schedule.nextAt ?? now;
  const late = now - dueAt;
  const why = schedule.held ? `it was held: ${schedule.held}` : "no server ran then";
  const last = lastUntil(schedule, dueAt, now);
  if (last !== undefined) return `Not done, and any after it before ${iso(last)}: ${why}`;
  if (schedule.missed === "skip" && late > PUNCTUAL_MS) return `Not done: ${why}, and it is not to be done late`;
  if (late > schedule.graceMs) return `Not done: ${why}, and its grace of ${minutes(schedule.graceMs)} is over`;
  return undefined;
}

const iso = (at: number) => new Date(at).toISOString();
const minutes = (ms: number) => `${Math.round(ms / 60_000)} minutes`;

const ACTIONS = {
  ran: "schedule.ran",
  nothing: "schedule.ran",
  failed: "schedule.failed",
  missed: "schedule.missed",
} as const;

async function end(
  tx: Transaction,
  schedule: Schedule,
  now: number,
  outcome: Outcome,
  message: string,
  changes: Change[],
): Promise<Done> {
  const dueAt = schedule.nextAt ?? now;
  const { nextAt: _, held: __, ...rest } = schedule;
  // The last of those that passed, if there are any: the ones between are missed with this one.
  const nextAt = lastUntil(schedule, dueAt, now) ?? nextAfter(schedule, dueAt);
  const next: Schedule =
    nextAt === undefined ? { ...rest, state: "done", updatedAt: now } : { ...rest, nextAt, updatedAt: now };
  await tx.putSchedule(next);
  await tx.insertScheduleRun({ scheduleId: schedule.id, dueAt, at: now, outcome, message });
  return { result: outcome, change: [...changes, scheduleChange(ACTIONS[outcome], next, { dueAt, message })] };
}

async function hold(tx: Transaction, schedule: Schedule, why: string, now: number): Promise<Done> {
  if (schedule.held === why) return { result: "held", change: [] };
  const held: Schedule = { ...schedule, held: why, updatedAt: now };
  await tx.putSchedule(held);
  return { result: "held", change: [scheduleChange("schedule.held", held, { message: why })] };
}

/** Ends a schedule that would raise what was killed since it was made. */
export async function cancel(tx: Transaction, schedule: Schedule, why: string, now: number): Promise<Done> {
  const { nextAt: _, held: __, ...rest } = schedule;
  const cancelled: Schedule = { ...rest, state: "cancelled", updatedAt: now };
  await tx.putSchedule(cancelled);
  return { result: "cancelled", change: [scheduleChange("schedule.cancelled", cancelled, { why })] };
}
