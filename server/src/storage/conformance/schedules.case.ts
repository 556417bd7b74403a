import { expect, test } from "vitest";
import type { Project } from "../port.ts";
import type { Schedule, ScheduleRun } from "../schedules.ts";
import { given, type Open } from "./given.case.ts";
import { write } from "./requests.case.ts";

const scheduleOf = ({ id: projectId }: Project, number: number, patch: Partial<Schedule> = {}): Schedule => ({
  id: `${projectId} ${number}`,
  projectId,
  number,
  state: "active",
  title: `Schedule ${number}`,
  operations: [{ kind: "enable", flag: "f", environment: "production" }],
  timeZone: "Europe/Berlin",
  nextAt: 1000 * number,
  missed: "run",
  graceMs: 60_000,
  madeAfter: 7,
  author: { kind: "user", id: "u-ann", name: "Ann" },
  createdAt: 1,
  updatedAt: 1,
  ...patch,
});

const runOf = (schedule: Schedule, dueAt: number, patch: Partial<ScheduleRun> = {}): ScheduleRun => ({
  scheduleId: schedule.id,
  dueAt,
  at: dueAt + 1,
  outcome: "ran",
  message: "Changed f",
  ...patch,
});

export function scheduleCases(open: Open): void {
  test("come back as they were written", async () => {
    const { storage, project, reopen } = await given(open);
    const full = scheduleOf(project, 1, { cron: "0 9 * * 1", reason: "why", held: "a freeze", requestId: "r" });
    await write(storage, project, (tx) => tx.putSchedule(full));
    const { nextAt: _, ...over } = scheduleOf(project, 2, { state: "done" });
    await write(storage, project, (tx) => tx.putSchedule(over));
    const again = await reopen();
    expect(await again.schedule(project.id, 1)).toEqual(full);
    expect(await again.scheduleById(full.id)).toEqual(full);
    expect(await again.schedule(project.id, 2)).toEqual(over);
    const { held, ...freed } = { ...full, state: "paused" as const };
    await write(again, project, (tx) => tx.putSchedule(freed));
    expect(await again.schedule(project.id, 1)).toEqual(freed);
    expect(await again.nextScheduleNumber(project.id)).toBe(3);
    expect(held).toBe("a freeze");
  });

  test("are due from their time on, the earliest first, while they are active", async () => {
    const { storage, project } = await given(open);
    await write(storage, project, async (tx) => {
      await tx.putSchedule(scheduleOf(project, 3));
      await tx.putSchedule(scheduleOf(project, 1));
      await tx.putSchedule(scheduleOf(project, 2, { state: "paused" }));
      await tx.putSchedule(scheduleOf(project, 4, { state: "waiting", nextAt: 1 }));
    });
    const due = async (now: number, limit = 10) => (await storage.dueSchedules(now, limit)).map(({ number }) => number);
    expect(await due(999)).toEqual([]);
    expect(await due(1000)).toEqual([1]);
    expect(await due(9000)).toEqual([1, 3]);
    expect(await due(9000, 1)).toEqual([1]);
    const listed = await storage.schedules({ projectId: project.id, states: ["active", "paused"], limit: 2 });
    expect(listed.map(({ number }) => number)).toEqual([3, 2]);
    const rest = await storage.schedules({ projectId: project.id, before: 2, limit: 2 });
    expect(rest.map(({ number }) => number)).toEqual([1]);
  });

  test("have one run for a due time, whoever tries it again", async () => {
    const { storage, project } = await given(open);
    const schedule = scheduleOf(project, 1);
    await write(storage, project, async (tx) => {
      await tx.putSchedule(schedule);
      await tx.insertScheduleRun(runOf(schedule, 1000));
      await tx.insertScheduleRun(runOf(schedule, 2000, { outcome: "failed" }));
      await tx.insertScheduleRun(runOf(schedule, 3000, { outcome: "missed" }));
    });
    const twice = write(storage, project, (tx) => tx.insertScheduleRun(runOf(schedule, 1000)));
    await expect(twice).rejects.toMatchObject({ code: "refused" });
    expect((await storage.scheduleRuns(schedule.id, 2)).map(({ dueAt }) => dueAt)).toEqual([3000, 2000]);
    const due = async (from: number, to: number, limit = 10) =>
      (await storage.runsDue(project.id, from, to, limit)).map(({ dueAt }) => dueAt);
    expect(await due(1000, 3000)).toEqual([1000, 2000]);
    expect(await due(1001, 9000, 1)).toEqual([2000]);
    expect(await storage.runsDue("another", 0, 9000, 10)).toEqual([]);
    expect((await storage.failedRuns(project.id, 0)).map(({ dueAt }) => dueAt)).toEqual([3000, 2000]);
    expect((await storage.failedRuns(project.id, 3000)).map(({ dueAt }) => dueAt)).toEqual([3000]);
    expect(await storage.failedRuns("another", 0)).toEqual([]);
  });
}
