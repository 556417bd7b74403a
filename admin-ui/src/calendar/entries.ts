import type { Freezes, Occurrence } from "../api/types.ts";
import type { Timed } from "./month.ts";

interface ScheduleEntry extends Timed {
  kind: "schedule";
  schedule: number;
  title: string;
  state: Occurrence["state"];
  outcome: Occurrence["outcome"];
  message: string | null;
}

interface FreezeEntry extends Timed {
  kind: "freeze";
  environment: string;
  title: string;
  until: number;
}

/** What a calendar shows. */
export type Entry = ScheduleEntry | FreezeEntry;

/** The times of schedules, and the freezes. */
export function entriesOf(scheduled: readonly Occurrence[], frozen: Freezes["freezes"]): Entry[] {
  return [
    ...scheduled.map(({ at, ...rest }): Entry => ({ kind: "schedule", from: at, ...rest })),
    ...frozen.map(({ name, ...rest }): Entry => ({ kind: "freeze", title: name, ...rest })),
  ];
}

/** Two schedules, or the freezes of two environments, may come at the same time by the same name. */
export const entryKey = (entry: Entry): string =>
  entry.kind === "schedule"
    ? `schedule ${entry.schedule} ${entry.from}`
    : `freeze ${entry.environment} ${entry.title} ${entry.from}`;
