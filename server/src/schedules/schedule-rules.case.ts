import { describe, expect, it } from "vitest";
import { killFlag } from "../flags/kill-flag.ts";
import type { Operation } from "../operations/operation.ts";
import { declineRequest } from "../requests/decide-request.ts";
import { ANN, BEN, CLEO, P, RESA, ramp, VIC } from "../requests/people.case.ts";
import { must } from "../storage/conformance/actions.case.ts";
import type { Open } from "../storage/conformance/given.case.ts";
import type { Author, Schedule } from "../storage/port.ts";
import { cancelWhenClosed } from "./begin-schedule.ts";
import { occurrencesBetween } from "./occurrences.ts";
import { runDue } from "./run-due.ts";
import { DAY, enable, givenScheduler, HOUR, kill, MINUTE, refused, START, utc } from "./scheduler.case.ts";
import { cancelSchedule, pauseSchedule, resumeSchedule, runScheduleNow } from "./steer-schedule.ts";

/** Who may have what done by a schedule, and what ends one. */
export function describeScheduleRules(database: string, open: Open): void {
  describe(`what schedules may do on ${database}`, { timeout: 30_000 }, () => {
    it("are stopped by a kill of a flag that they would raise, and say so; those that lower are not", async () => {
      const { add, at, row, storage, scheduler, clock } = await givenScheduler(open);
      const raising = await add({ at: START + HOUR });
      const lowering = await add({ at: START + HOUR, operations: [kill], title: "off" });
      const recurring = await add({ cron: "0 9 * * *", operations: [enable] });
      await scheduler.tick();
      // The clock of whoever kills may be wrong by days.
      clock.now = START - 3 * DAY;
      await killFlag(storage, RESA, { ...P, environment: "production", flag: "checkout" });
      await scheduler.tick();
      expect((await row(raising)).state).toBe("cancelled");
      expect((await row(recurring)).state).toBe("cancelled");
      expect((await row(lowering)).state).toBe("active");
      const log = await storage.changes({ projectId: raising.projectId, action: "schedule.cancelled", limit: 5 });
      expect(JSON.stringify(log[0]?.after)).toContain("checkout was killed in production by Resa");
      // Whoever wants it again makes it again.
      const again = await add({ at: START + HOUR, title: "again" }, BEN);
      expect(await at(START + HOUR)).toEqual(["nothing", "ran"]);
      expect((await row(again)).state).toBe("done");
    });

    it("are stopped by a kill that came while no server looked, at the latest when they are due", async () => {
      const { add, storage, row, clock, project } = await givenScheduler(open);
      const schedule = await add({ at: START + HOUR });
      await killFlag(storage, RESA, { ...P, environment: "production", flag: "checkout" });
      clock.now = START + HOUR;
      const lease = must(await storage.lease("schedules", "x", 1_000_000));
      expect(await runDue(storage, lease, await row(schedule), clock.now)).toBe("cancelled");
      expect((await storage.scheduleRuns(schedule.id, 5)).length).toBe(0);
      expect((await storage.schedule(project.id, schedule.number))?.state).toBe("cancelled");
    });

    it("wait for approval where a policy asks for it, whatever the flag is now, and begin with it", async () => {
      const { add, at, approve, row, percentage, storage, ungoverned, judges, clock } = await givenScheduler(open, {
        approvals: 2,
      });
      const schedule = await add({ at: START + HOUR }, ANN);
      expect(schedule.state).toBe("waiting");
      await approve(schedule, BEN);
      await at(START + HOUR);
      expect(await percentage()).toBe(25);
      expect((await row(schedule)).state).toBe("waiting");
      clock.now = START + 90 * MINUTE;
      await approve(schedule, CLEO);
      expect(await row(schedule)).toMatchObject({ state: "active", held: "it waited for approval" });
      expect((await storage.changeRequestById(must(schedule.requestId)))?.state).toBe("applied");
      expect(await at(clock.now)).toEqual(["ran"]);
      expect(await percentage()).toBe(50);

      // The ramp of a flag that is off raises nobody now, and may raise everybody by then.
      await killFlag(ungoverned, RESA, { ...P, environment: "production", flag: "checkout" });
      const later = await add({ at: clock.now + HOUR, operations: [ramp(100)] }, BEN);
      expect(later.state).toBe("waiting");
      const { number } = must(await storage.changeRequestById(must(later.requestId)));
      await expect(approve(later, BEN)).rejects.toEqual(refused("FORBIDDEN", /other than its author/));
      await expect(approve(later, ANN)).rejects.toEqual(refused("FORBIDDEN", /releaser/));
      const closed = cancelWhenClosed(() => clock.now);
      await declineRequest(storage, CLEO, { ...P, number }, "no", judges, closed);
      expect((await row(later)).state).toBe("cancelled");
      // Down is free.
      expect((await add({ at: clock.now + HOUR, operations: [kill] }, RESA)).state).toBe("active");
    });

    it("are made by who could make the change, and stopped by whoever may respond", async () => {
      const { add, storage, clock, row } = await givenScheduler(open);
      await expect(add({ at: START + HOUR }, RESA)).rejects.toEqual(refused("FORBIDDEN", /editor/));
      await expect(add({ at: START + HOUR }, VIC)).rejects.toEqual(refused("FORBIDDEN"));
      expect((await add({ at: START + HOUR }, ANN)).state).toBe("waiting");
      const where = (one: Schedule) => ({ ...P, number: one.number });
      const raising = await add({ at: START + HOUR }, BEN);
      const lowering = await add({ at: START + HOUR, operations: [kill] }, BEN);
      await expect(pauseSchedule(storage, VIC, where(raising), clock.now)).rejects.toEqual(refused("FORBIDDEN"));
      await expect(cancelSchedule(storage, RESA, where(lowering), clock.now)).rejects.toEqual(
        refused("FORBIDDEN", /editor/),
      );
      await pauseSchedule(storage, RESA, where(raising), clock.now);
      expect((await row(raising)).state).toBe("paused");
      await expect(resumeSchedule(storage, RESA, where(raising), clock.now)).rejects.toEqual(refused("FORBIDDEN"));
      const guest: Author = { ...BEN, authority: { roleAt: (_, id) => (id === undefined ? "viewer" : undefined) } };
      await expect(cancelSchedule(storage, guest, where(raising), clock.now)).rejects.toEqual(refused("NOT_FOUND"));
    });

    it("can be paused, resumed, run now and cancelled, each where that makes sense", async () => {
      const { add, at, storage, clock, row, runs, percentage } = await givenScheduler(open);
      const schedule = await add({ cron: "0 9 * * *" });
      const where = { ...P, number: schedule.number };
      await pauseSchedule(storage, BEN, where, clock.now);
      expect(await at(utc("2027-03-01T09:00:00"))).toEqual([]);
      await expect(pauseSchedule(storage, BEN, where, clock.now)).rejects.toEqual(
        refused("SCHEDULE_STATE", /is paused/),
      );
      clock.now = utc("2027-03-01T12:00:00");
      await resumeSchedule(storage, BEN, where, clock.now);
      expect((await row(schedule)).nextAt).toBe(utc("2027-03-02T09:00:00"));
      await runScheduleNow(storage, BEN, where, clock.now);
      expect(await percentage()).toBe(50);
      await runScheduleNow(storage, BEN, where, clock.now);
      expect((await runs(schedule)).map(([, outcome]) => outcome)).toEqual(["ran", "nothing"]);
      expect((await row(schedule)).nextAt).toBe(utc("2027-03-02T09:00:00"));
      await cancelSchedule(storage, BEN, where, clock.now);
      expect(await at(utc("2027-03-02T09:00:00"))).toEqual([]);
      await expect(runScheduleNow(storage, BEN, where, clock.now)).rejects.toEqual(refused("SCHEDULE_STATE"));

      const once = await add({ at: clock.now + HOUR });
      const of = { ...P, number: once.number };
      await pauseSchedule(storage, BEN, of, clock.now);
      clock.now += 2 * HOUR;
      await expect(resumeSchedule(storage, BEN, of, clock.now)).rejects.toEqual(
        refused("SCHEDULE_STATE", /has passed/),
      );
      await runScheduleNow(storage, BEN, of, clock.now);
      expect((await row(once)).state).toBe("done");
    });

    it.each([
      ["a time that has passed", { at: START - 1 }, /time to come/],
      ["a cron that means nothing", { cron: "every day" }, /five fields/],
      ["a cron of seconds", { cron: "* * * * * *" }, /five fields/],
      ["a day that never comes", { cron: "0 0 31 2 *" }, /time that comes/],
      ["an unknown zone", { cron: "0 9 * * *", timeZone: "Mars/Base" }, /IANA name/],
      [
        "a version that its first run changes",
        { cron: "0 9 * * *", operations: [{ ...ramp(9), seen: 3 } as Operation] },
        /recurs/,
      ],
    ])("are refused with %s", async (_, input, message) => {
      const { add, storage, project } = await givenScheduler(open);
      await expect(add(input)).rejects.toEqual(refused("INVALID_REQUEST", message));
      expect(await storage.schedules({ projectId: project.id, limit: 5 })).toEqual([]);
    });

    it("show in a calendar: what came of them, and what is to come", async () => {
      const { add, at, storage, project } = await givenScheduler(open);
      const daily = await add({ cron: "0 9 * * *", title: "daily" });
      await add({ at: START + 2 * DAY, title: "once" });
      await at(utc("2027-03-01T09:00:00"));
      const from = utc("2027-03-01T00:00:00");
      const seen = await occurrencesBetween(storage, VIC, project, from, from + 4 * DAY);
      expect(seen.complete).toBe(true);
      expect(
        seen.occurrences.map(({ at, schedule, run }) => [new Date(at).toISOString(), schedule.title, run?.outcome]),
      ).toEqual([
        ["2027-03-01T09:00:00.000Z", "daily", "ran"],
        ["2027-03-02T09:00:00.000Z", "daily", undefined],
        ["2027-03-03T08:00:30.000Z", "once", undefined],
        ["2027-03-03T09:00:00.000Z", "daily", undefined],
        ["2027-03-04T09:00:00.000Z", "daily", undefined],
      ]);
      const guest: Author = { ...BEN, authority: { roleAt: (_, id) => (id === undefined ? "viewer" : undefined) } };
      expect((await occurrencesBetween(storage, guest, project, from, from + DAY)).occurrences).toEqual([]);
      for (const to of [from, from - 1, from + 101 * DAY]) {
        await expect(occurrencesBetween(storage, VIC, project, from, to)).rejects.toEqual(refused("INVALID_REQUEST"));
      }
      await add({ cron: "* * * * *", title: "each minute" });
      const many = await occurrencesBetween(storage, VIC, project, from, from + 50 * DAY);
      expect([many.occurrences.length, many.complete]).toEqual([1_000, false]);
      expect(daily.number).toBe(1);
    });
  });
}
