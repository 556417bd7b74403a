import { describe, expect, it } from "vitest";
import type { Operation } from "../operations/operation.ts";
import { BEN, failingAt, putPolicy, ramp } from "../requests/people.case.ts";
import { must } from "../storage/conformance/actions.case.ts";
import type { Open } from "../storage/conformance/given.case.ts";
import type { Schedule } from "../storage/port.ts";
import { runDue } from "./run-due.ts";
import { DAY, enable, givenScheduler, HOUR, MINUTE, START, utc } from "./scheduler.case.ts";

/** When schedules are done, on any database, with a clock that is set by hand. */
export function describeSchedules(database: string, open: Open): void {
  describe(`schedules on ${database}`, { timeout: 30_000 }, () => {
    it("do a thing once, at its time, and say what they did", async () => {
      const { add, at, row, percentage, actions, storage } = await givenScheduler(open);
      const schedule = await add({ at: START + HOUR, reason: "the launch" });
      expect(await at(START + HOUR - 1)).toEqual([]);
      expect(await percentage()).toBe(25);
      expect(await at(START + HOUR)).toEqual(["ran"]);
      expect(await percentage()).toBe(50);
      expect(await at(START + HOUR)).toEqual([]);
      expect(await at(START + DAY)).toEqual([]);
      expect(await row(schedule)).toMatchObject({ state: "done" });
      expect((await row(schedule)).nextAt).toBeUndefined();
      expect(await storage.scheduleRuns(schedule.id, 5)).toEqual([
        {
          scheduleId: schedule.id,
          dueAt: START + HOUR,
          at: START + HOUR,
          outcome: "ran",
          message: "Changed checkout in production",
        },
      ]);
      expect((await actions()).slice(-3)).toEqual(["schedule.created", "flag.configured", "schedule.ran"]);
      const [, configured] = await storage.changes({ projectId: schedule.projectId, limit: 2 });
      expect(configured).toMatchObject({ actor: { kind: "system" }, reason: "Schedule #1 Ramp checkout" });
    });

    it("recur by the clocks of their zone: what summer time skips comes when the gap is over, what it doubles once", async () => {
      const { add, at, runs, clock } = await givenScheduler(open, { start: utc("2027-03-27T00:00:00") });
      const schedule = await add({ cron: "30 2 * * *", timeZone: "Europe/Berlin", graceMs: DAY });
      // Clocks go from 2 to 3 on March 28, at 1:00 UTC.
      for (const end = utc("2027-03-30T00:00:00"); clock.now < end; ) await at(clock.now + 6 * HOUR);
      expect((await runs(schedule)).map(([dueAt]) => dueAt)).toEqual([
        "2027-03-27T01:30:00.000Z",
        "2027-03-28T01:00:00.000Z",
        "2027-03-29T00:30:00.000Z",
      ]);
      // And from 3 to 2 on October 31, also at 1:00 UTC.
      const october = await givenScheduler(open, { start: utc("2027-10-30T12:00:00") });
      const autumn = await october.add({ cron: "30 2 * * *", timeZone: "Europe/Berlin", graceMs: DAY });
      for (const end = utc("2027-11-02T00:00:00"); october.clock.now < end; ) {
        await october.at(october.clock.now + 6 * HOUR);
      }
      expect((await october.runs(autumn)).map(([dueAt]) => dueAt)).toEqual([
        "2027-10-31T00:30:00.000Z",
        "2027-11-01T01:30:00.000Z",
      ]);
    });

    it("run exactly once when the clock is set forward, back and forward again", async () => {
      const { add, at, runs } = await givenScheduler(open);
      const schedule = await add({ cron: "0 9 * * *" });
      const nine = utc("2027-03-01T09:00:00");
      for (const time of [
        nine,
        nine - HOUR,
        nine,
        nine + MINUTE,
        nine - 5 * HOUR,
        nine,
        nine + DAY,
        nine,
        nine + DAY,
      ]) {
        await at(time);
      }
      expect(await runs(schedule)).toEqual([
        ["2027-03-01T09:00:00.000Z", "ran"],
        ["2027-03-02T09:00:00.000Z", "nothing"],
      ]);
    });

    it("that passed while no server ran are done late within their grace, else that is said; never silently, never twice", async () => {
      const { add, at, runs, percentage, storage } = await givenScheduler(open);
      const inTime = await add({ at: START + HOUR, title: "in its grace" });
      const tooLate = await add({ at: START + HOUR, title: "too late", graceMs: MINUTE, operations: [ramp(70)] });
      const notLate = await add({ at: START + HOUR, title: "never late", missed: "skip", operations: [ramp(80)] });
      const hourly = await add({ cron: "0 * * * *", title: "hourly", operations: [ramp(90)] });
      const start = START + HOUR + 40 * MINUTE;
      // In the order in which they were made, those that are due at once.
      expect(await at(start)).toEqual(["ran", "ran", "missed", "missed"]);
      expect(await percentage()).toBe(50);
      expect((await runs(inTime)).map(([, outcome]) => outcome)).toEqual(["ran"]);
      expect((await runs(tooLate)).map(([, outcome]) => outcome)).toEqual(["missed"]);
      expect((await runs(notLate)).map(([, outcome]) => outcome)).toEqual(["missed"]);
      expect((await storage.scheduleRuns(tooLate.id, 1))[0]?.message).toBe(
        "Not done: no server ran then, and its grace of 1 minutes is over",
      );
      // Down for two days: one row says what was missed, and the last one is in its grace.
      await at(start + 2 * DAY);
      const missed = (await runs(hourly)).slice(1);
      expect(missed).toEqual([
        ["2027-03-01T10:00:00.000Z", "missed"],
        ["2027-03-03T09:00:00.000Z", "ran"],
      ]);
      expect((await storage.scheduleRuns(hourly.id, 2))[1]?.message).toContain("any after it before 2027-03-03T09:00");
      expect((await storage.failedRuns(hourly.projectId, 0)).map(({ scheduleId }) => scheduleId)).toContain(hourly.id);
    });

    it("that can't be done say why, and one that recurs goes on", async () => {
      const { add, at, runs, row, storage, clock, project, production, ungoverned, flag } = await givenScheduler(open);
      const seen = must(await storage.configuration(flag.id, production.id)).version;
      const configured = await add({
        at: START + HOUR,
        operations: [{ ...ramp(60), seen } as Operation],
      });
      const recurring = await add({ cron: "30 9 * * *", operations: [enable] });
      await ungoverned.change(BEN, async (tx) => {
        const present = must(await tx.configuration(flag.id, production.id));
        await tx.putConfiguration({ ...present, enabled: false });
        const affects = [{ environmentId: production.id, flags: [flag.key] }];
        const change = {
          action: "flag.configured" as const,
          projectId: project.id,
          before: null,
          after: null,
          affects,
        };
        return { result: undefined, change };
      });
      expect(await at(START + HOUR)).toEqual(["failed"]);
      expect((await storage.scheduleRuns(configured.id, 1))[0]?.message).toContain("changed in between");
      expect((await row(configured)).state).toBe("done");
      expect(await at(utc("2027-03-01T09:30:00"))).toEqual(["ran"]);
      await ungoverned.change(BEN, async (tx) => {
        const archived = { ...must(await tx.flag(project.id, flag.key)), archived: true };
        await tx.updateFlag(archived);
        const environments = await tx.environments(project.id);
        const affects = environments.map(({ id }) => ({ environmentId: id, flags: [flag.key] }));
        const change = { action: "flag.archived" as const, projectId: project.id, before: null, after: null, affects };
        return { result: undefined, change };
      });
      clock.now = utc("2027-03-02T09:30:00");
      await at(clock.now);
      expect((await runs(recurring)).length).toBe(2);
      expect((await row(recurring)).state).toBe("active");
    });

    it("that raise are held by a freeze window, which is said, and done when it is over; what lowers is not held", async () => {
      const { add, at, row, runs, percentage, ungoverned, production, project, actions } = await givenScheduler(open);
      const until = START + 3 * HOUR;
      await putPolicy(ungoverned, production.id, project.id, 0, [
        { name: "no launches", kind: "once", from: START, until },
      ]);
      const raising = await add({ at: START + HOUR, graceMs: DAY });
      const tooLate = await add({
        at: START + HOUR,
        graceMs: HOUR,
        operations: [ramp(90)],
        title: "with little grace",
      });
      const lowering = await add({ at: START + HOUR, operations: [ramp(5)], title: "back" });
      expect((await at(START + HOUR)).sort()).toEqual(["held", "held", "ran"]);
      expect(await percentage()).toBe(5);
      expect((await row(raising)).held).toContain("no launches");
      expect(await runs(raising)).toEqual([]);
      expect(await at(START + HOUR + 1_000)).toEqual([]);
      await at(START + HOUR + MINUTE);
      // Said once, however often it is tried.
      expect((await actions()).filter((action) => action === "schedule.held")).toHaveLength(2);
      await at(START + 2 * HOUR + MINUTE);
      expect((await runs(tooLate)).map(([, outcome]) => outcome)).toEqual(["missed"]);
      await at(until + MINUTE);
      expect((await runs(raising)).map(([, outcome]) => outcome)).toEqual(["ran"]);
      expect((await row(raising)).held).toBeUndefined();
      expect(await percentage()).toBe(50);
      expect((await runs(lowering)).map(([, outcome]) => outcome)).toEqual(["ran"]);
    });

    it("lose nothing and do nothing twice when the process ends at any step", async () => {
      const { add, clock, ungoverned, govern, node, percentage, runs, row, actions } = await givenScheduler(open);
      const schedule = await add({ at: START + HOUR });
      clock.now = START + HOUR;
      const before = (await actions()).length;
      let failAt = 1;
      for (; ; failAt++) {
        const failing = govern(failingAt(ungoverned, () => failAt));
        const [result] = await node("a", failing).tick();
        if (result === "ran") break;
        expect(result).toBe("held");
        expect(await percentage()).toBe(25);
        expect(await runs(schedule)).toEqual([]);
        expect((await row(schedule)).nextAt).toBe(START + HOUR);
        expect(await actions()).toHaveLength(before);
      }
      expect(failAt).toBeGreaterThan(10);
      expect(await percentage()).toBe(50);
      expect((await actions()).slice(before)).toEqual(["flag.configured", "schedule.ran"]);
    });

    it("are done by one of two nodes, also when one was paused for longer than its lease, and once across restarts", async () => {
      const { add, clock, node, storage, another, govern, reopen, runs, row, actions } = await givenScheduler(open);
      const schedules: Schedule[] = [];
      for (let i = 0; i < 5; i++)
        schedules.push(await add({ at: START + HOUR, operations: [ramp(30 + i)], title: `${i}` }));
      clock.now = START + HOUR;
      const second = another ? govern(await another()) : storage;
      const nodes = [node("a"), node("b", second), node("a"), node("b", second)];
      const results = (await Promise.all(nodes.map((one) => one.tick()))).flat();
      await nodes[0]?.tick();
      await nodes[1]?.tick();
      expect(results.filter((result) => result === "ran").length).toBeGreaterThan(0);
      for (const schedule of schedules) expect(await runs(schedule)).toHaveLength(1);
      expect((await actions()).filter((action) => action === "schedule.ran")).toHaveLength(5);

      const late = await add({ at: START + 2 * HOUR, operations: [ramp(99)] });
      clock.now = START + 2 * HOUR;
      const due = await row(late);
      const paused = must(await storage.lease("other work", "a", 1));
      await new Promise((resolve) => setTimeout(resolve, 10));
      expect(await storage.lease("other work", "b", 60_000)).toBeDefined();
      await expect(runDue(storage, paused, due, clock.now)).rejects.toMatchObject({ code: "refused" });
      expect(await runs(late)).toEqual([]);

      // Whichever of them had the lease last has it still: the other one leaves the work to it.
      const restarted = async () => {
        const again = govern(await reopen());
        return [...(await node("a", again).tick()), ...(await node("b", again).tick())];
      };
      expect(await restarted()).toEqual(["ran"]);
      expect(await restarted()).toEqual([]);
    });

    it("are the next node's at once when the one that does them ends in order", async () => {
      const { add, clock, node, storage, another, govern } = await givenScheduler(open);
      await add({ at: START + HOUR });
      await add({ at: START + 2 * HOUR, operations: [ramp(60)] });
      const ending = node("a");
      const next = node("b", another ? govern(await another()) : storage);
      clock.now = START + HOUR;
      expect(await ending.tick()).toEqual(["ran"]);
      await ending.close();
      clock.now = START + 2 * HOUR;
      expect(await next.tick()).toEqual(["ran"]);
    });
  });
}
