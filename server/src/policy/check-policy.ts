import type { Problem } from "@switchyard/core";
import { refuseProblems } from "../flags/check.ts";
import type { FreezeWindow, Policy, Reads } from "../storage/port.ts";
import { cronOf, freezeFrom } from "./freeze.ts";

/** What people decide about a policy. */
export type PolicyInput = Pick<Policy, "requireReason" | "approvals" | "breakGlass" | "freezes">;

/** The longest that one window may last. */
export const MAX_WINDOW_MINUTES = 31 * 24 * 60;
const MAX_ONCE_MS = 366 * 24 * 3_600_000;
/** So many occurrences of a window are looked at. */
const LOOKED_AT = 60;

/** @throws SwitchyardError INVALID_POLICY, with every problem in `details.problems` */
export async function checkPolicy(reads: Reads, { breakGlass, freezes }: PolicyInput, now: number): Promise<void> {
  const problems: Problem[] = [];
  for (const [index, id] of breakGlass.people.entries()) {
    const person = await reads.person(id);
    if (person !== undefined && person.deactivatedAt === undefined) continue;
    const path = `breakGlass.people[${index}]`;
    problems.push(problem(path, `must be the id of a person who can sign in, received ${JSON.stringify(id)}`));
  }
  const names = new Set<string>();
  for (const [index, window] of freezes.entries()) {
    const path = `freezes[${index}]`;
    if (names.has(window.name)) {
      problems.push({
        path: `${path}.name`,
        message: `${path}.name: there is another window ${JSON.stringify(window.name)}`,
      });
    }
    names.add(window.name);
    problems.push(...windowProblems(window, now).map(({ path: at, message }) => problem(`${path}.${at}`, message)));
  }
  refuseProblems("INVALID_POLICY", problems);
}

const problem = (path: string, message: string): Problem => ({ path, message: `${path} ${message}` });

function windowProblems(window: FreezeWindow, now: number): Problem[] {
  if (window.kind === "once") {
    const { from, until } = window;
    if (until <= from) return [{ path: "until", message: "must be after from" }];
    if (until - from > MAX_ONCE_MS) return [{ path: "until", message: "must be at most 366 days after from" }];
    return [];
  }
  if (!isTimeZone(window.timeZone)) {
    const message = `must be an IANA time zone such as "Europe/Berlin", received ${JSON.stringify(window.timeZone)}`;
    return [{ path: "timeZone", message }];
  }
  let starts: Date[];
  try {
    starts = cronOf(window).nextRuns(LOOKED_AT, new Date(now));
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^CronPattern: /, "") : String(error);
    const rule = "must be a cron expression of five parts: minute, hour, day of the month, month, day of the week";
    return [{ path: "cron", message: `${rule}; received ${JSON.stringify(window.cron)}: ${why}` }];
  }
  if (starts.length === 0) return [{ path: "cron", message: `never comes: ${JSON.stringify(window.cron)}` }];
  const overlaps = starts.some((start, at) => {
    const next = starts[at + 1];
    return next !== undefined && freezeFrom(window, start).until > next.getTime();
  });
  const message = "must let the window end before it begins again: split it, or make it shorter";
  return overlaps ? [{ path: "minutes", message }] : [];
}

function isTimeZone(name: string): boolean {
  try {
    // Offsets such as +02:00 know no summer time; some engines take them for zones.
    return /^[A-Za-z]/.test(name) && Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}
