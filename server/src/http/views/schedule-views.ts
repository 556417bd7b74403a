import type { z } from "@hono/zod-openapi";
import { planView } from "../../operations/plan.ts";
import type { LookedSchedule } from "../../schedules/look-at-schedule.ts";
import type { Occurrence } from "../../schedules/occurrences.ts";
import type { Environment, Schedule, ScheduleRun } from "../../storage/port.ts";
import type * as schema from "../schemas.ts";
import { readableOperations } from "./request-views.ts";

// How the API shows schedules. Each view names its fields: what is not named here is never sent.

const runView = ({ dueAt, at, outcome, message }: ScheduleRun) => ({ dueAt, at, outcome, message });

export function scheduleView(
  schedule: Schedule,
  lastRun: ScheduleRun | undefined,
  request: number | null,
): z.infer<typeof schema.scheduleSchema> {
  const { number, state, title, reason, cron, timeZone, nextAt, missed, graceMs, held, author, createdAt, updatedAt } =
    schedule;
  return {
    number,
    state,
    title,
    ...(reason === undefined ? {} : { reason }),
    operations: readableOperations(schedule.operations),
    cron: cron ?? null,
    timeZone,
    nextAt: nextAt ?? null,
    missed,
    graceMs,
    held: held ?? null,
    request,
    author,
    createdAt,
    updatedAt,
    lastRun: lastRun ? runView(lastRun) : null,
  };
}

export function scheduleDetailView(
  { schedule, runs, request, plan, problem, obstacles }: LookedSchedule,
  environments: readonly Environment[],
): z.infer<typeof schema.scheduleDetailSchema> {
  return {
    ...scheduleView(schedule, runs[0], request),
    runs: runs.map(runView),
    plan: plan ? planView(plan, environments, obstacles) : null,
    problem: problem ?? null,
  };
}

export const occurrenceView = ({ schedule, at, run }: Occurrence): z.infer<typeof schema.occurrenceSchema> => ({
  at,
  schedule: schedule.number,
  title: schedule.title,
  state: schedule.state,
  outcome: run?.outcome ?? null,
  message: run?.message ?? null,
});
