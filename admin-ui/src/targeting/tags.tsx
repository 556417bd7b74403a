import { TagsInput } from "@mantine/core";
import { renderPill } from "../ui/render-pill.tsx";
import type { InputProps } from "./input-props.ts";

interface TagsProps extends InputProps {
  values: string[];
  onChange: (values: string[]) => void;
  inputMode?: "decimal";
}

const MOST_CROSSES = 20;

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
      // Through hundreds of crosses nobody wants to press Tab.
      {...(values.length <= MOST_CROSSES ? { renderPill } : {})}
      value={values}
      onChange={onChange}
      error={error}
    />
  );
}
