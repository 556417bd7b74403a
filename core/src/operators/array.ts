import { asScalar, type CompileTest, fold, readValues } from "./operator.ts";

/** Longer arrays count as of the wrong type: a context may claim any length, and evaluation must end. */
const MAX_MEMBERS = 10_000;

/** Counts how many of the values an array has; `undefined` when it is no array that can be read. */
function countFound(
  attribute: unknown,
  values: ReadonlySet<unknown>,
  ignoreCase: boolean,
  enough: number,
): number | undefined {
  try {
    if (!Array.isArray(attribute)) return undefined;
    const length: unknown = attribute.length;
    if (typeof length !== "number" || length > MAX_MEMBERS) return undefined;
    const found = new Set<unknown>();
    for (let i = 0; i < length && found.size < enough; i++) {
      const member = fold(attribute[i], ignoreCase);
      if (values.has(member)) found.add(member);
    }
    return found.size;
  } catch {
    return undefined;
  }
}

const including =
  (all: boolean, wanted: boolean): CompileTest =>
  (operands) => {
    const { ignoreCase } = operands;
    const values = new Set(
      readValues(operands, "a string, a number or a boolean", asScalar).map((v) => fold(v, ignoreCase)),
    );
    const enough = all ? values.size : 1;
    return (attribute) => {
      const found = countFound(attribute, values, ignoreCase, enough);
      return found === undefined ? undefined : found >= enough === wanted;
    };
  };

export const includesAny = including(false, true);
export const includesAll = including(true, true);
export const includesNone = including(false, false);
