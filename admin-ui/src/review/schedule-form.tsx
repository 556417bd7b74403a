import { Button, Checkbox, Group, NativeSelect, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { When } from "../api/governed.ts";
import { timeZones } from "../words/zoned.ts";
import { NextTimes } from "./next-times.tsx";
import classes from "./review.module.css";
import { firstTiming, readTiming, type Timing } from "./timing.ts";

interface ScheduleFormProps {
  /** Not before this moment, milliseconds since 1970. */
  earliest: number | undefined;
  pending: boolean;
  disabled: boolean;
  confirmLabel: string;
  /** What is special about doing it again and again. */
  againNote?: string | undefined;
  onSubmit: (when: When) => void;
}

const SHAPES: Record<Timing["shape"], string> = {
  once: "Once",
  daily: "Every day",
  weekly: "Every week",
  cron: "By a cron expression",
};

const WEEK = [
  ["1", "Mon"],
  ["2", "Tue"],
  ["3", "Wed"],
  ["4", "Thu"],
  ["5", "Fri"],
  ["6", "Sat"],
  ["0", "Sun"],
] as const;

/** Once, or again and again, by the clocks of a place. */
export function ScheduleForm({ earliest, pending, disabled, confirmLabel, againNote, onSubmit }: ScheduleFormProps) {
  const [timing, setTiming] = useState(() => firstTiming(Date.now(), earliest));
  const change = (part: Partial<Timing>) => setTiming((was) => ({ ...was, ...part }));
  const read = readTiming(timing, Date.now(), earliest);
  const problem = "problem" in read ? read.problem : undefined;
  const { shape } = timing;
  return (
    <section className={classes.form} aria-label="Schedule">
      <Group gap="sm" align="flex-end">
        <NativeSelect
          label="How often"
          w="min(14rem, 100%)"
          value={shape}
          data={Object.entries(SHAPES).map(([value, label]) => ({ value, label }))}
          onChange={({ currentTarget: { value } }) => change({ shape: value as Timing["shape"] })}
        />
        {shape === "once" ? (
          <TextInput
            type="datetime-local"
            label="When"
            w="min(16rem, 100%)"
            max="9999-12-31T23:59"
            value={timing.wall}
            onChange={({ currentTarget: { value } }) => change({ wall: value })}
          />
        ) : shape === "cron" ? (
          <TextInput
            label="Cron expression"
            description="Minute, hour, day of the month, month, day of the week"
            maxLength={100}
            spellCheck={false}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
            value={timing.cron}
            onChange={({ currentTarget: { value } }) => change({ cron: value })}
          />
        ) : (
          <TextInput
            type="time"
            label="At"
            value={timing.time}
            onChange={({ currentTarget: { value } }) => change({ time: value })}
          />
        )}
      </Group>
      {shape === "weekly" ? (
        <Checkbox.Group
          label="On"
          value={timing.days.map(String)}
          onChange={(days) => change({ days: days.map(Number) })}
        >
          <Group gap="md" mt={4}>
            {WEEK.map(([value, label]) => (
              <Checkbox key={value} value={value} label={label} />
            ))}
          </Group>
        </Checkbox.Group>
      ) : null}
      <NativeSelect
        label="By the clocks of"
        w="min(20rem, 100%)"
        value={timing.timeZone}
        data={timeZones()}
        onChange={({ currentTarget: { value } }) => change({ timeZone: value })}
      />
      <div role="status">
        {"problem" in read ? (
          <Text size="sm" c="var(--warn-text)" fw={550}>
            {read.problem}
          </Text>
        ) : (
          <NextTimes times={read.next} timeZone={timing.timeZone} recurs={shape !== "once"} />
        )}
      </div>
      {shape !== "once" && againNote ? <Text size="sm">{againNote}</Text> : null}
      <div>
        <Button
          loading={pending}
          disabled={disabled || problem !== undefined}
          onClick={() => "when" in read && onSubmit(read.when)}
        >
          {confirmLabel}
        </Button>
      </div>
    </section>
  );
}
