import { Button, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { DAYS } from "../words/cron.ts";
import { localTimeZone, timeZones, zonedWords } from "../words/zoned.ts";
import { type Freeze, nameProblem, occurrences, timeProblem } from "./freeze.ts";
import { FreezeByCron } from "./freeze-by-cron.tsx";
import { FreezeOnce } from "./freeze-once.tsx";
import { freezeWords, fromWeekly, type Weekly, weeklyOf } from "./freeze-words.ts";
import classes from "./policy.module.css";

interface FreezeEditorProps {
  number: number;
  freeze: Freeze;
  /** Somebody tried to go on: whatever is missing is said. */
  tried: boolean;
  onChange: (freeze: Freeze) => void;
  onRemove: () => void;
}

type Shape = "weekly" | "cron" | "once";

const PREVIEWED = 3;
const DAY_MS = 86_400_000;

/** One freeze, and the next times that it comes, in plain words. */
export function FreezeEditor({ number, freeze, tried, onChange, onRemove }: FreezeEditorProps) {
  const [shape, setShape] = useState<Shape>(() =>
    freeze.kind === "once" ? "once" : weeklyOf(freeze) ? "weekly" : "cron",
  );
  const [left, setLeft] = useState(false);
  const problem = timeProblem(freeze);
  const choose = (next: Shape) => {
    setShape(next);
    const { name } = freeze;
    const timeZone = freeze.kind === "recurring" ? freeze.timeZone : localTimeZone();
    if (next === "once") onChange({ name, kind: "once", from: Date.now(), until: Date.now() + DAY_MS });
    else if (freeze.kind === "once" || (next === "weekly" && !weeklyOf(freeze)))
      onChange({ name, kind: "recurring", cron: "0 17 * * 5", minutes: 64 * 60, timeZone });
  };
  return (
    <fieldset className={classes.freeze}>
      <legend>Freeze {number}</legend>
      <Stack gap="sm">
        <Group align="flex-start" gap="sm">
          <TextInput
            label="Name"
            aria-label={`Name of freeze ${number}`}
            error={left || tried ? nameProblem(freeze) : undefined}
            onBlur={() => setLeft(true)}
            maxLength={200}
            dir="auto"
            flex="1 1 14rem"
            placeholder="No releases on weekends"
            value={freeze.name}
            onChange={({ currentTarget: { value } }) => onChange({ ...freeze, name: value })}
          />
          <NativeSelect
            label="When"
            aria-label={`When freeze ${number} comes`}
            w="min(14rem, 100%)"
            value={shape}
            onChange={({ currentTarget: { value } }) => choose(value as Shape)}
            data={[
              { value: "weekly", label: "Every week" },
              { value: "once", label: "Once" },
              { value: "cron", label: "By a cron expression" },
            ]}
          />
        </Group>
        {freeze.kind === "once" ? (
          <FreezeOnce freeze={freeze} onChange={onChange} />
        ) : (
          <>
            {shape === "weekly" ? (
              <EveryWeek freeze={freeze} onChange={onChange} />
            ) : (
              <FreezeByCron freeze={freeze} onChange={onChange} />
            )}
            <NativeSelect
              label="By the clocks of"
              w="min(20rem, 100%)"
              value={freeze.timeZone}
              onChange={({ currentTarget: { value } }) => onChange({ ...freeze, timeZone: value })}
              data={[...new Set([freeze.timeZone, ...timeZones()])]}
            />
          </>
        )}
        <div role="status">
          {problem ? (
            <Text size="sm" c="var(--warn-text)" fw={550}>
              {problem}
            </Text>
          ) : (
            <Preview freeze={freeze} />
          )}
        </div>
        <div>
          <Button variant="subtle" color="gray" size="xs" onClick={onRemove}>
            Remove freeze {number}
          </Button>
        </div>
      </Stack>
    </fieldset>
  );
}

function Preview({ freeze }: { freeze: Freeze }) {
  const zone = freeze.kind === "recurring" ? freeze.timeZone : localTimeZone();
  const words = freeze.kind === "recurring" ? freezeWords(freeze) : "once, by your clock";
  const next = occurrences(freeze, Date.now(), PREVIEWED);
  return (
    <Text size="sm" component="div">
      It comes {words}. Next:
      <ul className={classes.preview}>
        {next.map(({ from, until }) => (
          <li key={from}>
            {zonedWords(from, zone)} to {zonedWords(until, zone)}
            {from <= Date.now() ? ", now" : ""}
          </li>
        ))}
      </ul>
    </Text>
  );
}

type Recurring = Extract<Freeze, { kind: "recurring" }>;

function EveryWeek({ freeze, onChange }: { freeze: Recurring; onChange: (freeze: Freeze) => void }) {
  const weekly = weeklyOf(freeze);
  if (!weekly) return null;
  const change = (part: Partial<Weekly>) => onChange({ ...freeze, ...fromWeekly({ ...weekly, ...part }) });
  const days = DAYS.map((label, value) => ({ value: String(value), label }));
  return (
    <Group gap="sm" align="flex-end">
      <NativeSelect
        label="From"
        aria-label="First day"
        data={days}
        value={String(weekly.fromDay)}
        onChange={({ currentTarget: { value } }) => change({ fromDay: Number(value) })}
      />
      <TextInput
        type="time"
        aria-label="Begins at"
        value={weekly.fromTime}
        onChange={({ currentTarget: { value } }) => value && change({ fromTime: value })}
      />
      <NativeSelect
        label="To"
        aria-label="Last day"
        data={days}
        value={String(weekly.toDay)}
        onChange={({ currentTarget: { value } }) => change({ toDay: Number(value) })}
      />
      <TextInput
        type="time"
        aria-label="Ends at"
        value={weekly.toTime}
        onChange={({ currentTarget: { value } }) => value && change({ toTime: value })}
      />
    </Group>
  );
}
