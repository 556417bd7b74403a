import type { Rule } from "@switchyard/core";

/** The segments that a rule asks for, by their keys. */
export const segmentsOf = ({ conditions }: Pick<Rule, "conditions">): string[] =>
  conditions.flatMap(({ operator, values = [] }) =>
    operator === "inSegment" || operator === "notInSegment" ? values.map(String) : [],
  );
