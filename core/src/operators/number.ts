import { asNumber, type CompileTest, readValues } from "./operator.ts";

// "Any of" several bounds is one bound: smaller than any is smaller than the largest.

const comparing =
  (bound: (...values: number[]) => number, compare: (attribute: number, bound: number) => boolean): CompileTest =>
  (operands) => {
    const limit = readValues(operands, "a finite number", asNumber).reduce((a, b) => bound(a, b), bound());
    return (attribute) => (typeof attribute === "number" ? compare(attribute, limit) : undefined);
  };

export const lessThan = comparing(Math.max, (attribute, bound) => attribute < bound);
export const lessThanOrEqual = comparing(Math.max, (attribute, bound) => attribute <= bound);
export const greaterThan = comparing(Math.min, (attribute, bound) => attribute > bound);
export const greaterThanOrEqual = comparing(Math.min, (attribute, bound) => attribute >= bound);

export const between: CompileTest = (operands) => {
  const { problems, path } = operands;
  const [low, high, ...more] = readValues(operands, "a finite number", asNumber);
  if (low === undefined || high === undefined || more.length > 0) {
    return problems.add(`${path}.values`, `between takes two numbers, received ${operands.values.length} values`);
  }
  if (low > high)
    problems.addStrict(`${path}.values`, `between takes the smaller number first, received ${low}, ${high}`);
  return (attribute) => (typeof attribute === "number" ? attribute >= low && attribute <= high : undefined);
};
