import { Text } from "@mantine/core";
import { Card } from "../ui/card.tsx";
import classes from "./calendar.module.css";
import { type Entry, entryKey } from "./entries.ts";
import { EntryLine } from "./entry-line.tsx";
import { inDay, type Month, monthOf } from "./month.ts";

interface DayListProps {
  days: readonly number[];
  entries: readonly Entry[];
  month: Month;
}

const name = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });

/** The days of a month on which there is something, for narrow screens. */
export function DayList({ days, entries, month }: DayListProps) {
  const full = days
    .slice(0, -1)
    .map((day, index) => ({ day, inIt: inDay(entries, day, days[index + 1] ?? day) }))
    .filter(({ day, inIt }) => inIt.length > 0 && monthOf(day) === month);
  return (
    <Card aria-label="Days of the month">
      {full.length === 0 ? <Text size="sm">Nothing is scheduled or frozen in this month.</Text> : null}
      {full.map(({ day, inIt }) => (
        <section key={day} className={classes.day} aria-label={name.format(day)}>
          <Text fw={600} size="sm">
            {name.format(day)}
          </Text>
          <ul>
            {inIt.map((entry) => (
              <EntryLine key={entryKey(entry)} entry={entry} day={day} />
            ))}
          </ul>
        </section>
      ))}
    </Card>
  );
}
