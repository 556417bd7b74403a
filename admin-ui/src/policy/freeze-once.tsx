import { Group, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { instantOf, localTimeZone, parseWall, timeZones, wallOf, wallText } from "../words/zoned.ts";
import type { Freeze } from "./freeze.ts";

interface FreezeOnceProps {
  freeze: Extract<Freeze, { kind: "once" }>;
  onChange: (freeze: Freeze) => void;
}

/** From one moment to another, by the clocks of a place: whoever keeps the holidays may be elsewhere. */
export function FreezeOnce({ freeze, onChange }: FreezeOnceProps) {
  const [zone, setZone] = useState(localTimeZone);
  const field = (label: string, key: "from" | "until") => (
    <TextInput
      type="datetime-local"
      label={label}
      max="9999-12-31T23:59"
      value={wallText(wallOf(freeze[key], zone))}
      onChange={({ currentTarget: { value } }) => {
        const wall = parseWall(value);
        if (wall !== undefined) onChange({ ...freeze, [key]: instantOf(wall, zone) });
      }}
    />
  );
  /** The days and times that were entered are meant by the clocks of the new place. */
  const move = (next: string) => {
    setZone(next);
    const moved = (at: number) => instantOf(wallOf(at, zone), next);
    onChange({ ...freeze, from: moved(freeze.from), until: moved(freeze.until) });
  };
  return (
    <>
      <Group gap="sm" align="flex-end">
        {field("From", "from")}
        {field("To", "until")}
      </Group>
      <NativeSelect
        label="By the clocks of"
        w="min(20rem, 100%)"
        value={zone}
        onChange={({ currentTarget: { value } }) => move(value)}
        data={timeZones()}
      />
    </>
  );
}
