import { MultiSelect } from "@mantine/core";
import type { InputProps, ListProps } from "./input-props.ts";

/** Several of what there is; one that is gone since is still shown. */
export function Choice({
  label,
  error,
  placeholder,
  values,
  onChange,
  choices,
}: InputProps & ListProps & { choices: { value: string; label: string }[] }) {
  const chosen = values.map(String);
  const missing = chosen.filter((value) => !choices.some((one) => one.value === value));
  return (
    <MultiSelect
      aria-label={label}
      placeholder={chosen.length === 0 ? (placeholder ?? "") : ""}
      searchable
      limit={50}
      nothingFoundMessage="Nothing found"
      data={[...choices, ...missing.map((value) => ({ value, label: value }))]}
      value={chosen}
      onChange={onChange}
      error={error}
    />
  );
}
