import { Stack, Text } from "@mantine/core";
import { variantWords } from "@switchyard/core/words";
import type { Flag } from "../api/types.ts";
import { explanationSteps, reasonWords } from "../words/explanation.ts";
import { unbroken } from "../words/unbroken.ts";
import type { Evaluation } from "./evaluate.ts";
import classes from "./explained.module.css";

interface ExplainedProps {
  flag: Flag;
  evaluation: Evaluation;
  /** In the order of the screen, for their numbers. */
  rules: readonly { id: string; name?: string | undefined }[];
}

/** An answer and everything that led to it. */
export function Explained({ flag, evaluation, rules }: ExplainedProps) {
  const nameOf = (id: string, name?: string) => {
    const number = rules.findIndex((rule) => rule.id === id) + 1;
    const words = number > 0 ? `Rule ${number}` : "A rule";
    return name ? `${words} (${name})` : words;
  };
  const { variant, value, reason, ruleId, errorCode, errorMessage } = evaluation;
  const rule = rules.find(({ id }) => id === ruleId);
  const why = reasonWords(reason, { errorCode, ruleName: ruleId ? nameOf(ruleId, rule?.name) : undefined });
  const shown = JSON.stringify(value);
  return (
    <Stack gap="sm">
      <div role="status">
        <Text fw={600} style={{ overflowWrap: "anywhere" }}>
          {variant === undefined ? "The code’s own default" : variantWords(flag, variant)}: {why}
        </Text>
        {value !== undefined && flag.type !== "boolean" ? (
          <Text size="sm" ff="monospace" lineClamp={4} style={{ overflowWrap: "anywhere" }}>
            {shown}
          </Text>
        ) : null}
        {errorMessage ? <Text size="sm">{errorMessage}</Text> : null}
      </div>
      <ol className={classes.explanation} aria-label="What decided">
        {explanationSteps(evaluation.trace, nameOf).map((step, index, all) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have no other identity
          <li key={index} className={index === all.length - 1 ? classes.decided : ""}>
            <Mark passed={step.passed} /> {unbroken(step.text)}
            {step.parts.length > 0 ? (
              <ul>
                {step.parts.map((part) => (
                  <li key={part.text}>
                    <Mark passed={part.passed} /> {unbroken(part.text)}
                  </li>
                ))}
              </ul>
            ) : null}
          </li>
        ))}
      </ol>
    </Stack>
  );
}

function Mark({ passed }: { passed: boolean }) {
  return (
    <span className={classes.mark} role="img" aria-label={passed ? "holds" : "does not hold"}>
      {passed ? "✓" : "✗"}
    </span>
  );
}
