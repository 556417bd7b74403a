import { expect, it } from "vitest";
import { scheduleWords } from "./schedule-words.ts";

const now = Date.parse("2026-11-27T12:00:00Z");
const once = { cron: null, timeZone: "Europe/Berlin", nextAt: Date.parse("2026-11-27T16:00:00Z") };

it("says when a schedule is due by its own clocks, and what it waits for", () => {
  expect(scheduleWords({ ...once, state: "active" }, now)).toBe("Fri 27 Nov, 17:00 (Europe/Berlin)");
  expect(scheduleWords({ ...once, state: "waiting" }, now)).toBe(
    "Waits for approval; Fri 27 Nov, 17:00 (Europe/Berlin)",
  );
  expect(scheduleWords({ ...once, cron: "0 17 * * 5", state: "active" }, now)).toBe(
    "Every Friday at 17:00 (Europe/Berlin)",
  );
  expect(scheduleWords({ ...once, cron: "0 17 * * *", state: "paused" }, now)).toBe(
    "Paused; every day at 17:00 (Europe/Berlin)",
  );
  expect(scheduleWords({ ...once, nextAt: null, state: "done" }, now)).toBe("Done");
});
