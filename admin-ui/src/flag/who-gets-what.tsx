import { Text, Title } from "@mantine/core";
import { quoted, ruleClause, shortList, variantWords } from "@switchyard/core/words";
import type { Configuration, Flag } from "../api/types.ts";
import { Card } from "../ui/card.tsx";
import classes from "./flag.module.css";

/** Prerequisites, targets and rules in words, in the order in which they decide. They are kept by every save. */
export function WhoGetsWhat({ flag, configuration }: { flag: Flag; configuration: Configuration }) {
  const { prerequisites, targets, rules } = configuration;
  if (prerequisites.length + targets.length + rules.length === 0) return null;
  const name = (variant: string) => variantWords(flag, variant);
  return (
    <Card aria-label="Targeting">
      <Title order={2} size="h5" mb="xs">
        Decided before the percentage
      </Title>
      <ol className={classes.clauses}>
        {prerequisites.map((prerequisite) => (
          <li key={prerequisite.flag}>
            {name(configuration.offVariant)} unless {quoted(prerequisite.flag)} is{" "}
            {shortList(prerequisite.variants.map(quoted), "or")}
          </li>
        ))}
        {targets.map(({ variant, keys }) => (
          <li key={variant}>
            {name(variant)} for {shortList(keys.map(quoted), "and", 20)}
          </li>
        ))}
        {rules.map((rule) => (
          <li key={rule.id}>
            {rule.name ? <strong dir="auto">{rule.name}: </strong> : null}
            {ruleClause(rule, name)}
          </li>
        ))}
      </ol>
      <Text size="sm" c="dimmed" mt="sm">
        The first that fits decides. Saving a percentage keeps them as they are.
      </Text>
    </Card>
  );
}
