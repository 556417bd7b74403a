import { expect, it } from "vitest";
import type { Schedule } from "../api/types.ts";
import { nextStep } from "./next-step.ts";

const place = { flag: "checkout", environment: "production" };
const schedule = (number: number, more: Partial<Schedule>): Schedule => ({
  number,
  state: "active",
  title: `Schedule ${number}`,
  operations: [{ kind: "ramp", ...place, percentage: 50, seen: "any" }],
  cron: null,
  timeZone: "UTC",
  nextAt: number * 1000,
  missed: "run",
  graceMs: 0,
  held: null,
  request: null,
  author: { kind: "user", id: "a", name: "Ana" },
  createdAt: 0,
  updatedAt: 0,
  lastRun: null,
  ...more,
});

it("is the first of what is going to be done to this flag here", () => {
  const all = [
    schedule(9, {}),
    schedule(4, {}),
    schedule(1, { state: "paused" }),
    schedule(2, { nextAt: null }),
    schedule(3, { operations: [{ kind: "enable", flag: "checkout", environment: "staging", seen: "any" }] }),
    schedule(3, { operations: [{ kind: "archiveFlag", flag: "checkout" }] }),
  ];
  expect(nextStep(all, place)).toEqual({ at: 4000, schedule: 4, title: "Schedule 4" });
  expect(nextStep([], place)).toBeUndefined();
});
