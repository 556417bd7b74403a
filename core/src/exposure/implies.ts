import type { Condition, Operator } from "../flag.ts";
import { isSame } from "../same.ts";

/** Operators that hold when one of their values fits, so that fewer values hold for fewer contexts. */
const ANY_OF: ReadonlySet<Operator> = new Set([
  "equals",
  "startsWith",
  "endsWith",
  "contains",
  "matches",
  "inCidr",
  "inSegment",
  "semverEquals",
  "semverInRange",
  "includesAny",
  "flagIs",
]);

/** Whether `then` holds for every context for which `if_` does; false where that can't be told from the conditions alone. */
function implies(if_: Condition, then: Condition): boolean {
  if (isSame(if_, then)) return true;
  const { values: narrow, ...rest } = if_;
  const { values: wide, ...others } = then;
  if (!isSame(rest, others) || !ANY_OF.has(if_.operator) || !narrow || !wide) return false;
  const within = (some: unknown[], all: unknown[]) => some.every((one) => all.some((other) => isSame(one, other)));
  return if_.negate ? within(wide, narrow) : within(narrow, wide);
}

/** The same for conditions that must all hold. */
export function allImply(ifs: readonly Condition[], thens: readonly Condition[]): boolean {
  return thens.every((then) => ifs.some((if_) => implies(if_, then)));
}
