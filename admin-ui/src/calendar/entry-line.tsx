import { IconCalendarEvent, IconLock } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useProject } from "../ui/project.ts";
import classes from "./calendar.module.css";
import type { Entry } from "./entries.ts";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

const OUTCOMES = { ran: "done", nothing: "nothing to change any more", failed: "failed", missed: "missed" };

/** One time in the calendar: by sign and word what it is, not by colour alone. */
export function EntryLine({ entry, day }: { entry: Entry; day: number }) {
  const project = useProject().key;
  const begins = entry.from >= day;
  if (entry.kind === "freeze") {
    return (
      <li className={classes.freeze}>
        <IconLock size={14} aria-hidden />
        <span>
          {begins ? `${clock.format(entry.from)} ` : ""}
          {entry.environment} frozen: <bdi>{entry.title}</bdi>
        </span>
      </li>
    );
  }
  const { schedule, state, outcome, message } = entry;
  return (
    <li className={outcome === "failed" || outcome === "missed" ? classes.failed : classes.schedule}>
      <IconCalendarEvent size={14} aria-hidden />
      <Link
        to="/projects/$project/calendar"
        params={{ project }}
        search={(was: { month?: string }) => ({ ...was, schedule })}
        title={message ?? undefined}
      >
        {clock.format(entry.from)} <bdi>{entry.title}</bdi>
        {outcome ? ` (${OUTCOMES[outcome]})` : state === "active" ? "" : ` (${state})`}
      </Link>
    </li>
  );
}
