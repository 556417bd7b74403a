import { openRequest } from "../requests/open-request.ts";
import { ANN, BEN, givenPolicy, P, putPolicy, ramp } from "../requests/people.case.ts";
import { createSchedule } from "../schedules/create-schedule.ts";
import { must } from "../storage/conformance/actions.case.ts";
import type { Open } from "../storage/conformance/given.case.ts";

// What holds a change that raises, each for itself. For tests.

export const NOW = Date.parse("2027-03-01T08:00:30Z");
export const HOUR = 3_600_000;
export const CHECKOUT = { project: "default", environment: "production", flag: "checkout" };

export type Governed = Awaited<ReturnType<typeof givenPolicy>>;

/** What may stand in the way, and the version that somebody saw before it did. */
export const OBSTACLES: Record<string, { code: string; put(world: Governed): Promise<unknown> }> = {
  "an approval policy": {
    code: "APPROVAL_REQUIRED",
    put: ({ ungoverned, production, project }) => putPolicy(ungoverned, production.id, project.id, 2),
  },
  "a freeze window": {
    code: "FROZEN",
    put: ({ ungoverned, production, project }) =>
      putPolicy(ungoverned, production.id, project.id, 0, [{ name: "Peak", kind: "once", from: 0, until: NOW + HOUR }]),
  },
  "a pending change request": {
    code: "PENDING",
    put: ({ storage, judges }) =>
      openRequest(storage, ANN, P, { title: "More", operations: [ramp(75)], applyWhenApproved: false }, judges),
  },
  "a running schedule": {
    code: "PENDING",
    put: ({ storage }) => {
      const timing = { cron: "0 9 * * *", timeZone: "UTC", missed: "skip" as const, graceMs: HOUR };
      return createSchedule(storage, BEN, P, { title: "Every day", operations: [ramp(75)], ...timing }, NOW);
    },
  },
  "a stale version": { code: "VERSION_CONFLICT", put: ({ moveOn }) => moveOn(30) },
};

/** @param before what is there before it stands in the way */
export async function behind<T>(open: Open, obstacle: string, before: (world: Governed) => Promise<T>) {
  const world = await givenPolicy(open, { approvals: 0, now: () => NOW });
  const { version: seen } = must(await world.storage.configuration(world.flag.id, world.production.id));
  const there = await before(world);
  await must(OBSTACLES[obstacle]).put(world);
  return { ...world, seen, there, ...must(OBSTACLES[obstacle]) };
}
