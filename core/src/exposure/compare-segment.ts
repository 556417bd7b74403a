import type { SegmentData } from "../flag.ts";
import { allImply } from "./implies.ts";

/** Whether a segment holds nobody that it did not hold before; false where that can't be told from its data. */
export function holdsNoMore(before: SegmentData, after: SegmentData): boolean {
  const included = new Set(before.includedKeys);
  const excluded = new Set(after.excludedKeys);
  return (
    before.excludedKeys.every((key) => excluded.has(key)) &&
    after.includedKeys.every((key) => excluded.has(key) || included.has(key)) &&
    after.rules.every((rule) => before.rules.some((old) => allImply(rule.conditions, old.conditions)))
  );
}
