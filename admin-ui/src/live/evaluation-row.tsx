import { UnstyledButton } from "@mantine/core";
import type { Rule } from "@switchyard/core";
import { quoted, variantWords } from "@switchyard/core/words";
import type { Flag } from "../api/types.ts";
import { reasonWords } from "../words/explanation.ts";
import type { Listed } from "./evaluations.ts";
import classes from "./live.module.css";

interface EvaluationRowProps {
  item: Listed;
  flag: Flag;
  rules: readonly Rule[];
  onOpen: () => void;
}

const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

export function EvaluationRow({ item, flag, rules, onOpen }: EvaluationRowProps) {
  const { targetingKey } = item.context;
  const who = typeof targetingKey === "string" ? quoted(targetingKey) : "someone without a targeting key";
  const answer = item.variant === null ? "the code’s own default" : variantWords(flag, item.variant);
  const number = rules.findIndex(({ id }) => id === item.ruleId) + 1;
  const ruleName = item.ruleId === undefined ? undefined : number > 0 ? `rule ${number}` : "a rule";
  return (
    <li>
      <UnstyledButton className={classes.row} onClick={onOpen} aria-label={`Why ${who} got ${answer}`}>
        <time dateTime={new Date(item.at).toISOString()}>{time.format(item.at)}</time>
        <span className={classes.who}>{who}</span>
        <span className={item.variant === null ? classes.default : classes.answer}>→ {answer}</span>
        <span className={classes.why}>
          {reasonWords(item.reason, { errorCode: item.errorCode, ruleName })}
          <span className={classes.from}>{item.app ?? item.instance}</span>
        </span>
      </UnstyledButton>
    </li>
  );
}
