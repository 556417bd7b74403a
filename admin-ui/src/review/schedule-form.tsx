import { Button, NativeSelect, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { When } from "../api/governed.ts";
import { instantOf, localTimeZone, parseWall, timeZones, wallOf, wallText, zonedWords } from "../words/zoned.ts";
import classes from "./review.module.css";

interface ScheduleFormProps {
  /** Not before this moment, milliseconds since 1970. */
  earliest: number | undefined;
  pending: boolean;
  disabled: boolean;
  confirmLabel: string;
  onSubmit: (when: When) => void;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** A day and a time by the clocks of a place. */
export function ScheduleForm({ earliest, pending, disabled, confirmLabel, onSubmit }: ScheduleFormProps) {
  const [timeZone, setTimeZone] = useState(localTimeZone);
  const [text, setText] = useState(() => {
    // Whole minutes, as the input has them, and none before the end of a freeze.
    const [after, step] = earliest === undefined ? [Date.now() + HOUR_MS, HOUR_MS] : [earliest, MINUTE_MS];
    const first = Math.ceil(after / step) * step;
    return wallText(wallOf(first, localTimeZone()));
  });
  const wall = parseWall(text);
  const at = wall === undefined ? undefined : instantOf(wall, timeZone);
  const problem =
    at === undefined
      ? "A day and a time are needed."
      : at <= Date.now()
        ? "It must be in the future."
        : earliest !== undefined && at < earliest
          ? `It is frozen until ${zonedWords(earliest, timeZone)}.`
          : undefined;
  return (
    <section className={classes.form} aria-label="Schedule">
      <TextInput
        type="datetime-local"
        label="When"
        w="min(16rem, 100%)"
        max="9999-12-31T23:59"
        value={text}
        error={problem}
        onChange={({ currentTarget: { value } }) => setText(value)}
      />
      <NativeSelect
        label="By the clocks of"
        w="min(20rem, 100%)"
        value={timeZone}
        data={timeZones()}
        onChange={({ currentTarget: { value } }) => setTimeZone(value)}
      />
      {at !== undefined && timeZone !== localTimeZone() ? (
        <Text size="sm" c="dimmed">
          That is {zonedWords(at, localTimeZone())} by your clock.
        </Text>
      ) : null}
      <div>
        <Button
          loading={pending}
          disabled={disabled || problem !== undefined}
          onClick={() => at !== undefined && onSubmit({ at, timeZone })}
        >
          {confirmLabel}
        </Button>
      </div>
    </section>
  );
}
