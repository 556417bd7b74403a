import { Button, Stack, Text, TextInput } from "@mantine/core";
import type { Problem, Rule } from "@switchyard/core";
import type { Flag } from "../api/types.ts";
import { ConditionsEditor } from "./conditions-editor.tsx";
import { problemsAt } from "./problems.ts";
import { ServeEditor } from "./serve-editor.tsx";
import classes from "./targeting.module.css";
import type { World } from "./world.ts";

interface RuleFormProps {
  flag: Flag;
  offVariant: string;
  rule: Rule;
  /** Counted from 1. */
  number: number;
  /** Their paths are relative to the rule. */
  problems: readonly Problem[];
  world: World;
  onChange: (rule: Rule) => void;
  onOpen: (open: boolean) => void;
}

/** A rule as a form: its name, whom it is for, what they get. */
export function RuleForm({ flag, offVariant, rule, number, problems, world, onChange, onOpen }: RuleFormProps) {
  const own = problems.filter(({ path }) => !/^(conditions|serve)/.test(path));
  return (
    <Stack className={classes.form} gap="md">
      <TextInput
        label="Name"
        description="Optional; for people"
        aria-label={`Name of rule ${number}`}
        maxLength={200}
        dir="auto"
        value={rule.name ?? ""}
        onChange={({ currentTarget: { value } }) => {
          const { name: _, ...rest } = rule;
          onChange(value === "" ? rest : { ...rest, name: value });
        }}
      />
      <div>
        <Text size="sm" fw={550} mb={4}>
          For people of whom all of this holds
        </Text>
        <ConditionsEditor
          conditions={rule.conditions}
          onChange={(conditions) => onChange({ ...rule, conditions })}
          problems={problems}
          world={world}
          empty="No condition: this rule is for everyone who gets as far as here."
          without={flag.key}
        />
      </div>
      <ServeEditor
        whom={`rule ${number}`}
        flag={flag}
        offVariant={offVariant}
        serve={rule.serve}
        onChange={(serve) => onChange({ ...rule, serve })}
        problems={problemsAt(problems, "serve")}
        attributes={world.attributes}
      />
      {own.map(({ path, message }) => (
        <Text key={path} size="sm" c="var(--mantine-color-error)" role="alert">
          {message}
        </Text>
      ))}
      <div>
        <Button variant="default" size="xs" onClick={() => onOpen(false)}>
          Close rule {number}
        </Button>
      </div>
    </Stack>
  );
}
