import { Text } from "@mantine/core";
import { localTimeZone, zonedWords } from "../words/zoned.ts";
import classes from "./review.module.css";

interface NextTimesProps {
  /** Milliseconds since 1970. */
  times: readonly number[];
  timeZone: string;
  recurs: boolean;
}

/** When something comes by the clocks of its place, and what one's own clock shows then where that is another time. */
export function NextTimes({ times, timeZone, recurs }: NextTimesProps) {
  const here = localTimeZone();
  const both = (at: number) => {
    const [there, mine] = [zonedWords(at, timeZone), zonedWords(at, here)];
    if (there === mine) return there;
    // A day on which both clocks agree is said once.
    const day = mine.slice(0, mine.lastIndexOf(", ") + 2);
    return `${there} (${there.startsWith(day) ? mine.slice(day.length) : mine} by your clock)`;
  };
  const [first] = times;
  if (!recurs) {
    return first === undefined || zonedWords(first, timeZone) === zonedWords(first, here) ? null : (
      <Text size="sm" c="dimmed">
        That is {zonedWords(first, here)} by your clock.
      </Text>
    );
  }
  return (
    <Text size="sm" c="dimmed" component="div">
      Next times:
      <ul className={classes.times}>
        {times.map((at) => (
          <li key={at}>{both(at)}</li>
        ))}
      </ul>
    </Text>
  );
}
