import { Button, Stack, Text } from "@mantine/core";
import type { Condition, Problem } from "@switchyard/core";
import { IconPlus } from "@tabler/icons-react";
import { ConditionEditor } from "./condition-editor.tsx";
import { problemsAt } from "./problems.ts";
import classes from "./targeting.module.css";
import type { World } from "./world.ts";

interface ConditionsEditorProps {
  conditions: readonly Condition[];
  onChange: (conditions: Condition[]) => void;
  /** Their paths begin with `conditions`. */
  problems: readonly Problem[];
  world: World;
  /** What no condition at all means, such as "This rule matches everyone." */
  empty: string;
  /** Flags that must not be named, such as the one that is edited. */
  without?: string | undefined;
}

/** All of these must hold. Used by rules and by segments alike. */
export function ConditionsEditor({ conditions, onChange, problems, world, empty, without }: ConditionsEditorProps) {
  const replace = (index: number, next: Condition) => onChange(conditions.with(index, next));
  return (
    <Stack gap="xs">
      {conditions.length === 0 ? (
        <Text size="sm" c="dimmed">
          {empty}
        </Text>
      ) : (
        <ol className={classes.conditions}>
          {conditions.map((condition, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no identity but their place
            <li key={index}>
              <ConditionEditor
                number={index + 1}
                condition={condition}
                onChange={(next) => replace(index, next)}
                onRemove={() => onChange(conditions.toSpliced(index, 1))}
                problems={problemsAt(problems, `conditions[${index}]`)}
                world={world}
                without={without}
              />
            </li>
          ))}
        </ol>
      )}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => onChange([...conditions, { attribute: "", operator: "equals", values: [] }])}
        >
          Add condition
        </Button>
      </div>
    </Stack>
  );
}
