import { ActionIcon, Autocomplete, Checkbox, NativeSelect, Text } from "@mantine/core";
import type { Condition, Operator, Problem } from "@switchyard/core";
import { conditionWords } from "@switchyard/core/words";
import { IconX } from "@tabler/icons-react";
import { FlagSelect } from "./flag-select.tsx";
import { canIgnoreCase, OPERATOR_GROUPS, operatorInfo, withOperator } from "./operators.ts";
import { placeWords, problemsAt } from "./problems.ts";
import classes from "./targeting.module.css";
import { ValuesInput } from "./values-input.tsx";
import type { World } from "./world.ts";

interface ConditionEditorProps {
  /** Counted from 1, for the labels. */
  number: number;
  condition: Condition;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
  /** Their paths are relative to the condition, such as `values[1]`. */
  problems: readonly Problem[];
  world: World;
  without?: string | undefined;
}

const OPERATORS = OPERATOR_GROUPS.map(({ group, items }) => ({
  group,
  items: items.map(({ operator, label }) => ({ value: operator, label })),
}));

/** One test on the evaluation context, of every kind there is. */
export function ConditionEditor({
  number,
  condition,
  onChange,
  onRemove,
  problems,
  world,
  without,
}: ConditionEditorProps) {
  const { kind } = operatorInfo(condition.operator);
  const set = (change: Partial<Condition>) => onChange({ ...condition, ...change });
  const attributeProblem = problemsAt(problems, "attribute")[0]?.message;
  const elsewhere = problems.filter(({ path }) => !/^(attribute|values)/.test(path));
  return (
    <fieldset className={classes.condition} aria-label={`Condition ${number}`}>
      <div className={classes.fields}>
        {kind === "segments" ? (
          <Text className={classes.who} size="sm" fw={550}>
            The person is
          </Text>
        ) : kind === "variants" ? (
          <FlagSelect
            label={`Flag of condition ${number}`}
            value={condition.attribute ?? ""}
            onChange={(attribute) => set({ attribute, values: [] })}
            flags={world.flags}
            without={without}
            error={attributeProblem}
          />
        ) : (
          <Autocomplete
            aria-label={`Attribute of condition ${number}`}
            placeholder="Attribute, such as country"
            data={[...world.attributes]}
            limit={50}
            maxLength={200}
            spellCheck={false}
            autoCapitalize="none"
            value={condition.attribute ?? ""}
            onChange={(attribute) => set({ attribute })}
            error={attributeProblem}
          />
        )}
        <NativeSelect
          aria-label={`Operator of condition ${number}`}
          value={condition.operator}
          data={OPERATORS}
          onChange={({ currentTarget: { value } }) => onChange(withOperator(condition, value as Operator))}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={`Remove condition ${number}`}
          onClick={onRemove}
        >
          <IconX size={18} />
        </ActionIcon>
        <div className={classes.values}>
          <ValuesInput
            label={`Values of condition ${number}`}
            condition={condition}
            onChange={(values) => set({ values })}
            problems={problemsAt(problems, "values").map((one) => ({ ...one, path: `values${one.path}` }))}
            world={world}
          />
        </div>
      </div>
      <div className={classes.options}>
        <Checkbox
          size="sm"
          label="Not"
          aria-label={`Not: turn condition ${number} round`}
          checked={condition.negate ?? false}
          onChange={({ currentTarget: { checked } }) => onChange(withFlag(condition, "negate", checked))}
        />
        {canIgnoreCase(condition.operator) ? (
          <Checkbox
            size="sm"
            label="Ignore case"
            aria-label={`Ignore case in condition ${number}`}
            checked={condition.ignoreCase ?? false}
            onChange={({ currentTarget: { checked } }) => onChange(withFlag(condition, "ignoreCase", checked))}
          />
        ) : null}
        <Text size="sm" c="dimmed" className={classes.words}>
          {isFilled(condition) ? `People ${conditionWords(condition)}` : "Not filled in yet"}
          {condition.negate && kind !== "none" && kind !== "segments" ? "; never those of whom it is not known" : ""}
        </Text>
      </div>
      {elsewhere.map(({ path, message }) => (
        <Text key={path + message} size="sm" c="var(--mantine-color-error)" role="alert">
          {[placeWords(path), message].filter(Boolean).join(": ")}
        </Text>
      ))}
    </fieldset>
  );
}

function withFlag(condition: Condition, name: "negate" | "ignoreCase", on: boolean): Condition {
  const { [name]: _, ...rest } = condition;
  return on ? { ...rest, [name]: true } : rest;
}

function isFilled({ operator, attribute = "", values = [] }: Condition): boolean {
  const { kind } = operatorInfo(operator);
  return (kind === "segments" || attribute !== "") && (kind === "none" || values.length > 0);
}
