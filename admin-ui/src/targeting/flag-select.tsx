import { Select } from "@mantine/core";
import type { Flag } from "../api/types.ts";

interface FlagSelectProps {
  label: string;
  value: string;
  onChange: (flag: string) => void;
  flags: readonly Flag[];
  without?: string | undefined;
  error?: string | undefined;
}

/** One flag of the project, found by its key or its name. */
export function FlagSelect({ label, value, onChange, flags, without, error }: FlagSelectProps) {
  const data = flags
    .filter(({ key }) => key !== without)
    .map(({ key, name }) => ({ value: key, label: name && name !== key ? `${key} (${name})` : key }));
  // One that was archived meanwhile is still what the condition says.
  if (value !== "" && !data.some((one) => one.value === value)) data.unshift({ value, label: value });
  return (
    <Select
      aria-label={label}
      placeholder="Flag"
      searchable
      limit={50}
      nothingFoundMessage="No such flag"
      data={data}
      value={value === "" ? null : value}
      onChange={(next) => onChange(next ?? "")}
      error={error}
    />
  );
}
