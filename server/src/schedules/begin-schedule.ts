import { requireProject } from "../projects/find.ts";
import type { Consequence } from "../requests/decide-request.ts";
import type { Change, Schedule } from "../storage/port.ts";
import { operationsOf, scheduleChange } from "./find.ts";
import { nextAfter } from "./timing.ts";
import { approvalsOfPolicies } from "./what-it-does.ts";

/** Begins the schedule of a request with the last approval that it needs, in the same transaction. */
export const beginWhenApproved =
  (project: string, now: () => number): Consequence =>
  async (tx, { request, approvals }) => {
    const schedule = request.scheduleId === undefined ? undefined : await tx.scheduleById(request.scheduleId);
    if (schedule === undefined || schedule.state !== "waiting") return [];
    const needs = await approvalsOfPolicies(tx, await requireProject(tx, project), operationsOf(schedule));
    if (approvals.length < needs) return [];
    const at = now();
    // A recurring one doesn't make up for times that passed while it waited. A one-off is late, and its grace decides.
    const { nextAt: _, ...rest } = schedule;
    const nextAt = schedule.cron === undefined ? schedule.nextAt : nextAfter(schedule, at);
    const held = nextAt !== undefined && nextAt <= at ? { held: "it waited for approval" } : {};
    const begun: Schedule = {
      ...rest,
      ...(nextAt === undefined ? {} : { nextAt }),
      ...held,
      state: "active",
      updatedAt: at,
    };
    await tx.putSchedule(begun);
    await tx.putChangeRequest({ ...request, state: "applied", updatedAt: at });
    return [scheduleChange("schedule.begun", begun)];
  };

/** Ends the schedule of a request that was declined or withdrawn. */
export const cancelWhenClosed =
  (now: () => number): Consequence =>
  async (tx, { request }): Promise<Change[]> => {
    const schedule = request.scheduleId === undefined ? undefined : await tx.scheduleById(request.scheduleId);
    if (schedule === undefined || schedule.state !== "waiting") return [];
    const { nextAt: _, ...rest } = schedule;
    const cancelled: Schedule = { ...rest, state: "cancelled", updatedAt: now() };
    await tx.putSchedule(cancelled);
    return [
      scheduleChange("schedule.cancelled", cancelled, { why: `change request ${request.number} was ${request.state}` }),
    ];
  };
