import type { JsonValue } from "@switchyard/core";
import type { Actor } from "./model.ts";

/**
 * - `waiting`: for the approval of its change request
 * - `active`, `paused`
 * - `done`: a one-off whose time is over
 * - `cancelled`: by somebody, by a declined request, or by a kill of a flag that it would have raised
 */
export const SCHEDULE_STATES = ["waiting", "active", "paused", "done", "cancelled"] as const;
type ScheduleState = (typeof SCHEDULE_STATES)[number];

/** Operations that are done at a time. */
export interface Schedule {
  id: string;
  projectId: string;
  /** From 1 in each project. */
  number: number;
  state: ScheduleState;
  title: string;
  reason?: string;
  operations: JsonValue;
  /** For one that recurs: five fields, in its time zone. */
  cron?: string;
  /** An IANA name. */
  timeZone: string;
  /** When it is due next, milliseconds since 1970; absent when it is over. */
  nextAt?: number;
  /** What becomes of a due time that passed while no server ran: done late within the grace, or never. */
  missed: "run" | "skip";
  graceMs: number;
  /** Why what is due isn't done yet. */
  held?: string;
  /** Whose approval began it. */
  requestId?: string;
  /** The id of the change log's last row when it was made: kills that come after it end it, whatever clocks say. */
  madeAfter: number;
  author: Actor;
  createdAt: number;
  updatedAt: number;
}

/**
 * - `ran`, and `nothing` when there was nothing to change any more
 * - `failed`: it could not be done
 * - `missed`: its time and its grace passed while no server ran, or while it was held
 */
export const RUN_OUTCOMES = ["ran", "nothing", "failed", "missed"] as const;

/** What came of one due time. */
export interface ScheduleRun {
  scheduleId: string;
  dueAt: number;
  at: number;
  outcome: (typeof RUN_OUTCOMES)[number];
  message: string;
}

export interface ScheduleFilter {
  projectId: string;
  states?: readonly ScheduleState[];
  /** Only those with a smaller number: the next page. */
  before?: number;
  /** 1 to 200. */
  limit: number;
}

export interface ScheduleReads {
  /** Newest first. */
  schedules(filter: ScheduleFilter): Promise<Schedule[]>;
  schedule(projectId: string, number: number): Promise<Schedule | undefined>;
  scheduleById(id: string): Promise<Schedule | undefined>;
  nextScheduleNumber(projectId: string): Promise<number>;
  /** Active ones whose time has come, of all projects, the earliest first. */
  dueSchedules(now: number, limit: number): Promise<Schedule[]>;
  /** Newest first, at most 200. */
  scheduleRuns(scheduleId: string, limit: number): Promise<ScheduleRun[]>;
  /** Of a project, due in this span (`to` excluded), oldest first, at most `limit` of 1000. */
  runsDue(projectId: string, from: number, to: number, limit: number): Promise<ScheduleRun[]>;
  /** Those of a project that failed or were missed since, newest first, at most 200. */
  failedRuns(projectId: string, since: number): Promise<ScheduleRun[]>;
}

export interface ScheduleWrites {
  /** Inserts, or replaces all but its place and its beginning. */
  putSchedule(schedule: Schedule): Promise<void>;
  /** Refused for a due time that has one. */
  insertScheduleRun(run: ScheduleRun): Promise<void>;
}
