import { Text, TextInput } from "@mantine/core";
import type { JsonValue } from "@switchyard/core";
import { useState } from "react";
import classes from "./targeting.module.css";

interface TimeInputProps {
  label: string;
  values: readonly JsonValue[];
  onChange: (values: JsonValue[]) => void;
  error?: string | undefined;
}

/** One moment, picked in local time and kept in UTC, so that it means the same for everyone who reads it. */
export function TimeInput({ label, values, onChange, error }: TimeInputProps) {
  const [value] = values;
  const [typed, setTyped] = useState(() => toLocal(value));
  const shown = value === undefined || toLocal(value) === "" ? typed : toLocal(value);
  return (
    <div className={classes.time}>
      <TextInput
        type="datetime-local"
        step={1}
        aria-label={label}
        value={shown}
        max="9999-12-31T23:59"
        error={error}
        onChange={({ currentTarget: { value: local } }) => {
          setTyped(local);
          const at = new Date(local);
          onChange(Number.isNaN(at.getTime()) ? [] : [at.toISOString()]);
        }}
      />
      <Text size="sm" c="dimmed">
        {value === undefined ? "In your time zone" : `Kept as ${String(value)}`}
        {values.length > 1 ? `, with ${values.length - 1} more: the latest or earliest decides` : ""}
      </Text>
    </div>
  );
}

function toLocal(value: JsonValue | undefined): string {
  if (typeof value !== "string" && typeof value !== "number") return "";
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return "";
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
