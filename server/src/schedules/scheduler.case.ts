import { expect } from "vitest";
import type { Operation } from "../operations/operation.ts";
import { approveRequest } from "../requests/decide-request.ts";
import { BEN, givenPolicy, P, ramp } from "../requests/people.case.ts";
import { must } from "../storage/conformance/actions.case.ts";
import type { Open } from "../storage/conformance/given.case.ts";
import type { Author, Schedule, Storage } from "../storage/port.ts";
import { beginWhenApproved } from "./begin-schedule.ts";
import { createSchedule, type ScheduleInput } from "./create-schedule.ts";
import { createScheduler } from "./scheduler.ts";

// What the cases of schedules begin with.

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const utc = (text: string) => Date.parse(`${text}Z`);
export const START = utc("2027-03-01T08:00:30");

export const refused = (code: string, message?: RegExp) =>
  expect.objectContaining({ code, ...(message ? { message: expect.stringMatching(message) } : {}) });
export const enable: Operation = { kind: "enable", environment: "production", flag: "checkout", seen: "any" };
export const kill: Operation = { kind: "kill", environment: "production", flag: "checkout" };

/** A database with a flag at 25 %, people, and a scheduler whose clock is set by hand. */
export async function givenScheduler(open: Open, options: { approvals?: number; start?: number } = {}) {
  const clock = { now: options.start ?? START };
  const now = () => clock.now;
  const world = await givenPolicy(open, { approvals: options.approvals ?? 0, now });
  const { storage, project, govern, judges } = world;
  const logged: string[] = [];
  const log = {
    info: (_: unknown, message: string) => void logged.push(message),
    warn: (_: unknown, message: string) => void logged.push(message),
    error: (_: unknown, message: string) => void logged.push(message),
  } as never;
  const node = (holder: string, of: Storage = storage) => createScheduler({ storage: of, log, now, holder });
  const scheduler = node("a");
  const defaults = { title: "Ramp checkout", timeZone: "UTC", missed: "run" as const, graceMs: HOUR };
  return {
    ...world,
    clock,
    node,
    scheduler,
    logged,
    add: (input: Partial<ScheduleInput>, author: Author = BEN, of: Storage = storage) =>
      createSchedule(of, author, P, { ...defaults, operations: [ramp(50)], ...input }, now()),
    /** Sets the clock, and looks once. */
    async at(time: number) {
      clock.now = time;
      return scheduler.tick();
    },
    row: async ({ number }: Schedule, of: Storage = storage) => must(await of.schedule(project.id, number)),
    runs: async ({ id }: Schedule, of: Storage = storage) =>
      (await of.scheduleRuns(id, 200)).map(({ dueAt, outcome }) => [new Date(dueAt).toISOString(), outcome]).reverse(),
    approve: async (schedule: Schedule, by: Author) => {
      const request = must(await storage.changeRequestById(must(schedule.requestId)));
      const consequence = beginWhenApproved("default", now);
      await approveRequest(
        storage,
        by,
        { ...P, number: request.number },
        { digest: request.digest },
        judges,
        consequence,
      );
    },
    govern,
  };
}
