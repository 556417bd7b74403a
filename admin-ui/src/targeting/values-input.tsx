import type { Condition, JsonValue, Problem } from "@switchyard/core";
import { Choice } from "./choice.tsx";
import { operatorInfo, toNumber } from "./operators.ts";
import { PairInput } from "./pair-input.tsx";
import { scalarText } from "./scalars.ts";
import { ScalarsInput } from "./scalars-input.tsx";
import { Tags } from "./tags.tsx";
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
