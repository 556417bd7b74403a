import { Group, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Freeze } from "./freeze.ts";

type Recurring = Extract<Freeze, { kind: "recurring" }>;

const UNITS = { minutes: 1, hours: 60, days: 24 * 60 };
type Unit = keyof typeof UNITS;

/** The server's bound. */
const MOST_MINUTES = 31 * 24 * 60;

/** The largest unit of which it is whole. */
const unitOf = (minutes: number): Unit =>
  minutes % UNITS.days === 0 ? "days" : minutes % UNITS.hours === 0 ? "hours" : "minutes";

export function FreezeByCron({ freeze, onChange }: { freeze: Recurring; onChange: (freeze: Freeze) => void }) {
  const [unit, setUnit] = useState(() => unitOf(freeze.minutes));
  const lasts = freeze.minutes / UNITS[unit];
  return (
    <Group gap="sm" align="flex-end">
      <TextInput
        label="Begins at"
        description="Minute, hour, day of the month, month, day of the week"
        maxLength={100}
        spellCheck={false}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        value={freeze.cron}
        onChange={({ currentTarget: { value } }) => onChange({ ...freeze, cron: value })}
      />
      <NumberInput
        label="Lasts"
        min={1}
        max={MOST_MINUTES / UNITS[unit]}
        allowDecimal={false}
        w="7rem"
        value={lasts}
        onChange={(value) => onChange({ ...freeze, minutes: (Number(value) || 0) * UNITS[unit] })}
      />
      <NativeSelect
        aria-label="Unit of how long it lasts"
        w="8rem"
        value={unit}
        data={Object.keys(UNITS)}
        onChange={({ currentTarget: { value } }) => {
          const next = value as Unit;
          setUnit(next);
          onChange({ ...freeze, minutes: Math.min(MOST_MINUTES, Math.round(lasts) * UNITS[next]) });
        }}
      />
    </Group>
  );
}
