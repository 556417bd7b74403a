import { MultiSelect, NativeSelect, NumberInput, TagsInput } from "@mantine/core";
import type { Condition, JsonValue, Problem } from "@switchyard/core";
import { useState } from "react";
import { operatorInfo, toNumber } from "./operators.ts";
import { parseScalar, retype, type ScalarType, scalarText, scalarType } from "./scalars.ts";
import classes from "./targeting.module.css";
import { TimeInput } from "./time-input.tsx";
import type { World } from "./world.ts";

interface ValuesInputProps {
  label: string;
  condition: Condition;
  onChange: (values: JsonValue[]) => void;
  /** Their paths are `values` or `values[n]`. */
  problems: readonly Problem[];
  world: World;
}

/** The values of a condition, typed in as what its operator compares with. */
export function ValuesInput({ label, condition, onChange, problems, world }: ValuesInputProps) {
  const { kind, placeholder } = operatorInfo(condition.operator);
  const values = condition.values ?? [];
  const error =
    problems.length > 0
      ? problems
          .slice(0, 3)
          .map(({ message }) => message)
          .join("; ")
      : undefined;
  const shared = { label, error };
  switch (kind) {
    case "none":
      return null;
    case "scalar":
      return <ScalarsInput {...shared} values={values} onChange={onChange} placeholder={placeholder} />;
    case "number":
      return (
        <Tags
          {...shared}
          values={values.map((value) => scalarText(value, "number"))}
          onChange={(texts) => onChange(texts.map(toNumber))}
          placeholder={placeholder}
          inputMode="decimal"
        />
      );
    case "pair":
      return <PairInput {...shared} values={values} onChange={onChange} />;
    case "time":
      return <TimeInput {...shared} values={values} onChange={onChange} />;
    case "segments":
      return (
        <Choice
          {...shared}
          placeholder="Segments"
          values={values}
          onChange={onChange}
          choices={world.segments.map(({ key, name }) => ({
            value: key,
            label: name && name !== key ? `${key} (${name})` : key,
          }))}
        />
      );
    case "variants":
      return (
        <Choice
          {...shared}
          placeholder="Variants"
          values={values}
          onChange={onChange}
          choices={(world.flags.find(({ key }) => key === condition.attribute)?.variants ?? []).map(({ key }) => ({
            value: key,
            label: key,
          }))}
        />
      );
    default:
      return (
        <Tags
          {...shared}
          values={values.map((value) => scalarText(value, "text"))}
          onChange={onChange}
          placeholder={placeholder}
        />
      );
  }
}

interface InputProps {
  label: string;
  error?: string | undefined;
  placeholder?: string | undefined;
}

interface TagsProps extends InputProps {
  values: string[];
  onChange: (values: string[]) => void;
  inputMode?: "decimal";
}

/** Enter adds one; several are pasted at once, a line each. Commas are part of a value. */
function Tags({ label, error, placeholder, values, onChange, inputMode }: TagsProps) {
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

function ScalarsInput({ label, error, placeholder, values, onChange }: InputProps & ListProps) {
  // While there is nothing yet the type is what was chosen last.
  const [chosen, setChosen] = useState<ScalarType>("text");
  const type =
    values.length === 0 ? chosen : scalarType(values) === "text" && chosen !== "text" ? chosen : scalarType(values);
  const types = type === "mixed" ? [...TYPES, { value: "mixed", label: "mixed (JSON)" }] : TYPES;
  return (
    <div className={classes.scalars}>
      <NativeSelect
        aria-label={`Type of the ${label.toLowerCase()}`}
        data={types}
        value={type}
        onChange={({ currentTarget: { value } }) => {
          setChosen(value as ScalarType);
          onChange(retype(values, value as ScalarType));
        }}
      />
      {type === "boolean" ? (
        <Choice
          label={label}
          error={error}
          placeholder="true or false"
          values={values}
          choices={BOOLEANS}
          onChange={(next) => onChange(next.map((value) => parseScalar(String(value), "boolean")))}
        />
      ) : (
        <Tags
          label={label}
          error={error}
          placeholder={type === "number" ? "42" : placeholder}
          values={values.map((value) => scalarText(value, type))}
          onChange={(texts) => onChange(texts.map((text) => parseScalar(text, type)))}
          {...(type === "number" ? { inputMode: "decimal" as const } : {})}
        />
      )}
    </div>
  );
}

const TYPES = [
  { value: "text", label: "text" },
  { value: "number", label: "number" },
  { value: "boolean", label: "yes or no" },
];

const BOOLEANS = [
  { value: "true", label: "true" },
  { value: "false", label: "false" },
];

interface ListProps {
  values: readonly JsonValue[];
  onChange: (values: JsonValue[]) => void;
}

function Choice({
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

/** Both ends are included. */
function PairInput({ label, error, values, onChange }: InputProps & ListProps) {
  const [low = "", high = ""] = values as (number | string)[];
  const set = (next: (number | string)[]) => onChange(next.every((one) => one === "") ? [] : next);
  return (
    <div className={classes.pair}>
      <NumberInput
        aria-label={`${label}: from`}
        placeholder="from"
        value={low}
        onChange={(next) => set([next, high])}
        error={error}
      />
      <span>and</span>
      <NumberInput
        aria-label={`${label}: to`}
        placeholder="to"
        value={high}
        onChange={(next) => set([low, next])}
        error={Boolean(error)}
      />
    </div>
  );
}
