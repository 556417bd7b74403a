import { show } from "../compile/problem.ts";
import { asString, type CompileTest, fold, readValues, type Test } from "./operator.ts";

const MAX_PATTERN = 1000;

const comparing =
  (compare: (text: string, value: string) => boolean): CompileTest =>
  (operands) => {
    const { ignoreCase } = operands;
    const values = readValues(operands, "a string", asString).map((value) => fold(value, ignoreCase));
    return (attribute) => {
      if (typeof attribute !== "string") return undefined;
      const text = fold(attribute, ignoreCase);
      for (let i = 0; i < values.length; i++) if (compare(text, values[i] as string)) return true;
      return false;
    };
  };

export const startsWith = comparing((text, value) => text.startsWith(value));
export const endsWith = comparing((text, value) => text.endsWith(value));
export const contains = comparing((text, value) => text.includes(value));

export const matches: CompileTest = (operands) => {
  const searches: ((text: string) => boolean)[] = [];
  const { regex, problems, path, ignoreCase } = operands;
  if (regex === undefined) return problems.add(path, "matches needs a regular expression engine, and none was given");
  readValues(operands, "a string", asString).forEach((pattern, index) => {
    const place = `${path}.values[${index}]`;
    if (pattern.length > MAX_PATTERN) {
      problems.add(place, `a pattern has at most ${MAX_PATTERN} characters, received ${pattern.length}`);
      return;
    }
    try {
      searches.push(regex(pattern, ignoreCase));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      problems.add(place, `${show(pattern)} is not a regular expression: ${why}`);
    }
  });
  const test: Test = (attribute) => {
    if (typeof attribute !== "string") return undefined;
    for (let i = 0; i < searches.length; i++) if (searches[i]?.(attribute)) return true;
    return false;
  };
  return test;
};
