import { ActionIcon, NativeSelect, Stack, Text, Textarea } from "@mantine/core";
import type { Problem, Target } from "@switchyard/core";
import { type FlagShape, variantWords } from "@switchyard/core/words";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { problemsAt } from "./problems.ts";
import classes from "./targeting.module.css";
import { variantOptions } from "./variant-options.ts";

interface TargetsEditorProps {
  flag: FlagShape;
  targets: readonly Target[];
  onChange: (targets: Target[]) => void;
  /** Their paths begin with `targets`. */
  problems: readonly Problem[];
}

/** Single people by their targeting key, before any rule. */
export function TargetsEditor({ flag, targets, onChange, problems }: TargetsEditorProps) {
  const free = variantOptions(flag).filter(({ value }) => targets.every(({ variant }) => variant !== value));
  return (
    <Stack gap="sm">
      {targets.map((target, index) => (
        <KeysInput
          key={target.variant}
          variant={variantWords(flag, target.variant)}
          keys={target.keys}
          onChange={(keys) => onChange(targets.with(index, { ...target, keys }))}
          onRemove={() => onChange(targets.toSpliced(index, 1))}
          problems={problemsAt(problems, `targets[${index}]`)}
        />
      ))}
      {targets.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nobody is named. People who are named here get their variant whatever the rules say.
        </Text>
      ) : null}
      {free.length > 0 ? (
        <NativeSelect
          aria-label="Name people for a variant"
          w="min(24rem, 100%)"
          value=""
          data={[{ value: "", label: "Name people for…" }, ...free]}
          onChange={({ currentTarget: { value } }) => value && onChange([...targets, { variant: value, keys: [] }])}
        />
      ) : null}
    </Stack>
  );
}

interface KeysInputProps {
  variant: string;
  keys: readonly string[];
  onChange: (keys: string[]) => void;
  onRemove: () => void;
  problems: readonly Problem[];
}

const SHOWN = 3;

/** A key on each line. What is typed stays as it is until the list itself is changed from elsewhere. */
function KeysInput({ variant, keys, onChange, onRemove, problems }: KeysInputProps) {
  const [text, setText] = useState(keys.join("\n"));
  const shown = sameKeys(parseKeys(text), keys) ? text : keys.join("\n");
  const more = problems.length - SHOWN;
  const error = problems.slice(0, SHOWN).map(({ path, message }) => `${lineWords(path)}${message}`);
  return (
    <div className={classes.keys}>
      <Textarea
        label={`Always ${variant}`}
        description={`One targeting key on each line; ${keys.length === 1 ? "1 key" : `${keys.length} keys`}`}
        placeholder={"user-1\nuser-2"}
        rows={Math.min(8, Math.max(2, shown.split("\n").length))}
        spellCheck={false}
        autoCapitalize="none"
        dir="auto"
        value={shown}
        onChange={({ currentTarget: { value } }) => {
          setText(value);
          onChange(parseKeys(value));
        }}
        error={error.length > 0 ? `${error.join("; ")}${more > 0 ? `; and ${more} more` : ""}` : undefined}
      />
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Name nobody for ${variant}`} onClick={onRemove}>
        <IconX size={18} />
      </ActionIcon>
    </div>
  );
}

/** Pasted from a table or a file: lines and tabs separate, blanks around a key are dropped, and so is a repetition. */
function parseKeys(text: string): string[] {
  const keys = text.split(/[\n\r\t]+/).map((key) => key.trim());
  return [...new Set(keys.filter((key) => key !== ""))];
}

const sameKeys = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((key, index) => key === b[index]);

function lineWords(path: string): string {
  const [, index] = /^keys\[(\d+)\]/.exec(path) ?? [];
  return index === undefined ? "" : `key ${Number(index) + 1}: `;
}
