import { allImply, type Rule } from "@switchyard/core";

/**
 * For each rule, the index of an earlier one that leaves nobody for it. Only what is certain from the conditions alone
 * is said: a rule may be out of reach without this knowing, never the reverse.
 */
export function unreachable(rules: readonly Rule[]): (number | undefined)[] {
  return rules.map(({ conditions }, index) => {
    const by = rules.slice(0, index).findIndex((earlier) => allImply(conditions, earlier.conditions));
    return by < 0 ? undefined : by;
  });
}
