import { Skeleton, Textarea, TextInput } from "@mantine/core";
import type { FlagType } from "@switchyard/core";
import { Suspense } from "react";
import { lazyPart } from "../ui/lazy.ts";

const JsonEditor = lazyPart(() => import("./json-editor.tsx"), "JsonEditor");

interface ValueInputProps {
  type: FlagType;
  label: string;
  text: string;
  onChange: (text: string) => void;
  error?: string | undefined;
}

export function ValueInput({ type, label, text, onChange, error }: ValueInputProps) {
  if (type === "number") {
    return (
      <TextInput
        label="Value"
        aria-label={label}
        inputMode="decimal"
        value={text}
        onChange={({ currentTarget: { value } }) => onChange(value)}
        error={text === "" ? undefined : error}
      />
    );
  }
  if (type === "string") {
    return (
      <Textarea
        label="Value"
        aria-label={label}
        autosize
        maxRows={12}
        dir="auto"
        spellCheck
        value={text}
        onChange={({ currentTarget: { value } }) => onChange(value)}
        error={error}
      />
    );
  }
  // Nothing that can be typed into stands in for the editor: it would go away under whoever had begun.
  return (
    <Suspense fallback={<Skeleton height={60} role="status" aria-label={`Loading the editor: ${label}`} />}>
      <JsonEditor label={label} text={text} onChange={onChange} error={error} />
    </Suspense>
  );
}
