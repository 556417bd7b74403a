import type { JsonValue } from "@switchyard/core";

/** What every way to type values in has. */
export interface InputProps {
  label: string;
  error?: string | undefined;
  placeholder?: string | undefined;
}

export interface ListProps {
  values: readonly JsonValue[];
  onChange: (values: JsonValue[]) => void;
}
