import { asScalar, type CompileTest, fold, readValues } from "./operator.ts";

export const equals: CompileTest = (operands) => {
  const { ignoreCase } = operands;
  const values = new Set(
    readValues(operands, "a string, a number or a boolean", asScalar).map((v) => fold(v, ignoreCase)),
  );
  const [only] = values;
  if (values.size === 1 && !ignoreCase) return (value) => (typeof value === "object" ? undefined : value === only);
  return (value) => (typeof value === "object" ? undefined : values.has(fold(value, ignoreCase)));
};
