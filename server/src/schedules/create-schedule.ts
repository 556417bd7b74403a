import { randomUUID } from "node:crypto";
import { SwitchyardError } from "../errors.ts";
import { asJson } from "../flags/json.ts";
import type { Operation } from "../operations/operation.ts";
import { planOperations } from "../operations/plan.ts";
import { requireProject } from "../projects/find.ts";
import { insertRequest } from "../requests/open-request.ts";
import type { Author, Change, Schedule, Storage } from "../storage/port.ts";
import { scheduleChange } from "./find.ts";
import { checkTiming, nextAfter } from "./timing.ts";
import { digestOfSchedule, needsOf, placesOf } from "./what-it-does.ts";

export const MAX_PENDING = 200;
/** Ten years. */
const MAX_AHEAD_MS = 10 * 366 * 24 * 60 * 60_000;

export interface ScheduleInput {
  title: string;
  reason?: string | undefined;
  operations: readonly Operation[];
  at?: number | undefined;
  cron?: string | undefined;
  timeZone: string;
  missed: "run" | "skip";
  graceMs: number;
}

/**
 * Has operations done at a time. Where a policy asks for approval, or its author may only propose, it waits for that in a
 * change request and begins with it.
 *
 * @param now milliseconds since 1970
 * @throws SwitchyardError NOT_FOUND, INVALID_REQUEST, FORBIDDEN, REASON_REQUIRED, LIMIT_REACHED, and what the operations
 * would throw now
 */
export async function createSchedule(
  storage: Storage,
  author: Author,
  where: { project: string },
  input: ScheduleInput,
  now: number,
): Promise<Schedule> {
  checkTiming(input, now);
  checkTime(input, now);
  checkOperations(input);
  const project = await requireProject(storage, where.project);
  await planOperations(storage, author, project, input.operations);
  const { result } = await storage.change(author, async (tx) => {
    const { approvals } = await needsOf(tx, author, project, input.operations);
    const pending = await tx.schedules({
      projectId: project.id,
      states: ["waiting", "active", "paused"],
      limit: MAX_PENDING,
    });
    if (pending.length >= MAX_PENDING) {
      throw new SwitchyardError(
        "LIMIT_REACHED",
        `A project may have at most ${MAX_PENDING} pending schedules, ${project.key} has them: cancel some first`,
      );
    }
    const nextAt = input.at ?? nextAfter(input, now);
    const schedule: Schedule = {
      id: randomUUID(),
      projectId: project.id,
      number: await tx.nextScheduleNumber(project.id),
      state: approvals === 0 ? "active" : "waiting",
      title: input.title,
      ...(author.reason ? { reason: author.reason } : {}),
      operations: asJson(input.operations as Operation[]),
      ...(input.cron === undefined ? {} : { cron: input.cron }),
      timeZone: input.timeZone,
      ...(nextAt === undefined ? {} : { nextAt }),
      missed: input.missed,
      graceMs: input.graceMs,
      madeAfter: (await tx.changes({ projectId: project.id, limit: 1 }))[0]?.id ?? 0,
      author: author.actor,
      createdAt: now,
      updatedAt: now,
    };
    const changes: Change[] = [scheduleChange("schedule.created", schedule, describe(schedule))];
    if (approvals > 0) {
      const { title, operations, reason } = input;
      const environmentIds = (await placesOf(tx, project, operations)).map(({ environment }) => environment.id);
      const { request, change } = await insertRequest(
        tx,
        author,
        project,
        { title, reason, operations, applyWhenApproved: true },
        { digest: digestOfSchedule(schedule), environmentIds, scheduleId: schedule.id },
      );
      schedule.requestId = request.id;
      changes.push(change);
    }
    await tx.putSchedule(schedule);
    return { result: schedule, change: changes };
  });
  return result;
}

const describe = ({ operations, cron, nextAt, timeZone, missed, graceMs }: Schedule) => ({
  operations,
  ...(cron === undefined ? { at: nextAt ?? null } : { cron }),
  timeZone,
  missed,
  graceMs,
});

/**
 * Of a guarded rollout a start or a resumption can wait for its time, once. To agree to a stage is to have looked at how it stands.
 *
 * @throws SwitchyardError INVALID_REQUEST
 */
function checkOperations({ operations, cron }: ScheduleInput): void {
  const agreed = operations.find(({ kind }) => kind === "approveStage");
  if (agreed !== undefined) {
    throw new SwitchyardError(
      "INVALID_REQUEST",
      "approveStage can't be scheduled: whoever agrees to a stage looks first at how the stage before stands",
    );
  }
  const once = operations.find(({ kind }) => kind === "startRollout" || kind === "resumeRollout");
  if (cron === undefined || once === undefined) return;
  throw new SwitchyardError("INVALID_REQUEST", `${once.kind} is done once: give it a time, "at", in place of "cron"`);
}

/** @throws SwitchyardError INVALID_REQUEST */
function checkTime({ at, cron, operations }: ScheduleInput, now: number): void {
  if (at !== undefined && (at <= now || at > now + MAX_AHEAD_MS)) {
    throw new SwitchyardError(
      "INVALID_REQUEST",
      `at must be a time to come, within ten years, received ${at}; it is ${now} now`,
    );
  }
  const seen = operations.find((operation) => "seen" in operation && operation.seen !== "any");
  if (cron !== undefined && seen !== undefined) {
    throw new SwitchyardError(
      "INVALID_REQUEST",
      'A schedule that recurs can\'t go by the version that was seen, which its first run changes: say seen: "any"',
    );
  }
}
