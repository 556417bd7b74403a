import classes from "./calendar.module.css";
import { type Entry, entryKey } from "./entries.ts";
import { EntryLine } from "./entry-line.tsx";
import { inDay, type Month, monthOf } from "./month.ts";

const NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

interface MonthGridProps {
  days: readonly number[];
  entries: readonly Entry[];
  month: Month;
}

/** A month in weeks. */
export function MonthGrid({ days, entries, month }: MonthGridProps) {
  const today = new Date().toDateString();
  const weeks = Array.from({ length: Math.floor(days.length / 7) }, (_, week) => week * 7);
  return (
    <table className={classes.month}>
      <thead>
        <tr>
          {NAMES.map((name) => (
            <th key={name} scope="col">
              <abbr title={name}>{name.slice(0, 3)}</abbr>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((first) => (
          <tr key={days[first]}>
            {days.slice(first, first + 7).map((day, index) => (
              <td
                key={day}
                data-other={monthOf(day) === month ? undefined : true}
                aria-current={new Date(day).toDateString() === today ? "date" : undefined}
              >
                <span className={classes.number}>{new Date(day).getDate()}</span>
                <ul>
                  {inDay(entries, day, days[first + index + 1] ?? day).map((entry) => (
                    <EntryLine key={entryKey(entry)} entry={entry} day={day} />
                  ))}
                </ul>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
