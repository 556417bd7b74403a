import { Button, Group, Skeleton, Text } from "@mantine/core";
import type { Problem } from "@switchyard/core";
import { IconPlus } from "@tabler/icons-react";
import type { Segment } from "../api/types.ts";
import { ConditionsEditor } from "../targeting/conditions-editor.tsx";
import { problemsAt } from "../targeting/problems.ts";
import type { World } from "../targeting/world.ts";
import classes from "./segments.module.css";

interface SegmentRulesProps {
  rules: Segment["rules"];
  onChange: (rules: Segment["rules"]) => void;
  problems: readonly Problem[];
  /** What conditions can name, once it is here. */
  world: World | undefined;
}

/** Groups of conditions: whoever meets all conditions of any group is in. */
export function SegmentRules({ rules, onChange, problems, world }: SegmentRulesProps) {
  return (
    <section aria-label="Conditions" className={classes.keys}>
      <div>
        <h2 className={classes.title}>Conditions</h2>
        <Text size="sm" c="dimmed">
          {rules.length > 1
            ? "Whoever meets all conditions of any of these groups is in."
            : "Whoever meets all conditions of a group is in."}
        </Text>
      </div>
      {world ? (
        <ol className={classes.groups}>
          {rules.map(({ conditions }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: groups have no identity but their place
            <li key={index} className={classes.group}>
              <Group justify="space-between" mb="xs">
                <Text fw={600} size="sm">
                  Group {index + 1}
                </Text>
                <Button
                  variant="default"
                  size="xs"
                  aria-label={`Remove group ${index + 1}`}
                  onClick={() => onChange(rules.toSpliced(index, 1))}
                >
                  Remove
                </Button>
              </Group>
              <ConditionsEditor
                conditions={conditions}
                onChange={(next) => onChange(rules.with(index, { conditions: next }))}
                problems={problemsAt(problems, `rules[${index}]`)}
                world={world}
                empty="Without a condition, everyone is in."
              />
            </li>
          ))}
        </ol>
      ) : (
        <Skeleton height={80} role="status" aria-label="Loading what conditions can name" />
      )}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={16} aria-hidden />}
          disabled={!world}
          onClick={() => onChange([...rules, { conditions: [{ attribute: "", operator: "equals", values: [] }] }])}
        >
          Add group
        </Button>
      </div>
    </section>
  );
}
