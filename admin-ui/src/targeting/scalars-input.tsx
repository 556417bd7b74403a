import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { Choice } from "./choice.tsx";
import type { InputProps, ListProps } from "./input-props.ts";
import { parseScalar, retype, type ScalarType, scalarText, scalarType } from "./scalars.ts";
import { Tags } from "./tags.tsx";
import classes from "./targeting.module.css";

/** Texts, numbers or booleans, and which of them they are. */
export function ScalarsInput({ label, error, placeholder, values, onChange }: InputProps & ListProps) {
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
