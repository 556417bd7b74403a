import { TagsInput } from "@mantine/core";
import type { InputProps } from "./input-props.ts";

interface TagsProps extends InputProps {
  values: string[];
  onChange: (values: string[]) => void;
  inputMode?: "decimal";
}

/** Enter adds one; several are pasted at once, a line each. Commas are part of a value. */
export function Tags({ label, error, placeholder, values, onChange, inputMode }: TagsProps) {
  return (
    <TagsInput
      aria-label={label}
      placeholder={values.length === 0 ? placeholder : ""}
      splitChars={["\n", "\t"]}
      acceptValueOnBlur
      maxTags={1000}
      spellCheck={false}
      autoCapitalize="none"
      {...(inputMode ? { inputMode } : {})}
      value={values}
      onChange={onChange}
      error={error}
    />
  );
}
