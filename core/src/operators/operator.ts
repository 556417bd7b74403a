import type { Known } from "../attribute.ts";
import { type Problems, show } from "../compile/problem.ts";

/** Says whether an attribute satisfies a condition; `undefined` when it is not of a type that could. */
export type Test = (value: Known) => boolean | undefined;

/**
 * A linear-time regular expression engine, given by whoever has one: `core` depends on nothing.
 * Returns a search for the pattern anywhere in a text. Throws when the pattern is not valid.
 */
export type RegexEngine = (pattern: string, ignoreCase: boolean) => (text: string) => boolean;

/** What an operator makes its test of. `values` is never empty. */
export interface Operands {
  values: readonly unknown[];
  ignoreCase: boolean;
  /** Of the condition, for messages. */
  path: string;
  problems: Problems;
  regex: RegexEngine | undefined;
}

/** Prepares a test, or reports what is wrong with the values. */
export type CompileTest = (operands: Operands) => Test | undefined;

/** Reads every value with `read`, reporting those that it can't read as `"…" is not <what>`. */
export function readValues<T>(operands: Operands, what: string, read: (value: unknown) => T | undefined): T[] {
  const result: T[] = [];
  operands.values.forEach((value, index) => {
    const one = read(value);
    if (one === undefined) operands.problems.add(`${operands.path}.values[${index}]`, `${show(value)} is not ${what}`);
    else result.push(one);
  });
  return result;
}

export const asString = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

export const asNumber = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined;

export const asScalar = (value: unknown): string | number | boolean | undefined =>
  typeof value === "boolean" ? value : (asString(value) ?? asNumber(value));

/** Locale-independent lower case, as Unicode's default case conversion and JavaScript's `toLowerCase` have it. */
export function fold<T>(value: T, ignoreCase: boolean): T | string {
  return ignoreCase && typeof value === "string" ? value.toLowerCase() : value;
}
