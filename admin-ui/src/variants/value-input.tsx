import { Textarea, TextInput } from "@mantine/core";
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
  const plain = (
    <Textarea
      label="Value"
      aria-label={label}
      autosize
      maxRows={12}
      dir="auto"
      spellCheck={type === "string"}
      value={text}
      onChange={({ currentTarget: { value } }) => onChange(value)}
      error={error}
    />
  );
  if (type === "string") return plain;
  // Until the editor is loaded the value can be read and edited all the same.
  return (
    <Suspense fallback={plain}>
      <JsonEditor label={label} text={text} onChange={onChange} error={error} />
    </Suspense>
  );
}
