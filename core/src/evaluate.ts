import type { CompiledFlag, Outcome, Ruleset } from "./compile/compiled.ts";
import { details, failure } from "./compile/outcome.ts";
import { show } from "./compile/problem.ts";
import type { EvaluationDetails, JsonValue } from "./flag.ts";
import { resolve } from "./resolve.ts";
import type { Trace } from "./trace.ts";

// What applications call. Pure, synchronous and total: whatever the context is, there is an answer and no exception.

const UNKNOWN = failure("FLAG_NOT_FOUND", "there is no such flag");
const FAILED = failure("GENERAL", "evaluation failed: a defect of the evaluator or of its regular expression engine");

/** The flag's own answer, before it is compared with a default. */
export function answerOf(ruleset: Ruleset, key: string, context: unknown, trace?: Trace): Outcome {
  const flag = ruleset.flags.get(key);
  return flag === undefined ? UNKNOWN : answerOfFlag(ruleset, flag, context, trace);
}

/** The same for a flag of this ruleset, for who asks all of them in turn. */
export function answerOfFlag(ruleset: Ruleset, flag: CompiledFlag, context: unknown, trace?: Trace): Outcome {
  if (flag.answer !== undefined) return flag.answer;
  try {
    return resolve(ruleset, flag, context, trace);
  } catch {
    return FAILED;
  }
}

/** Whether a value can stand where the caller expects one like `defaultValue`; `undefined` expects nothing. */
function fits(value: JsonValue, defaultValue: unknown): boolean {
  return defaultValue === undefined || typeof value === typeof defaultValue;
}

/**
 * The answer of a boolean flag. Allocates nothing.
 * @param defaultValue the answer when there is none: unknown flag, wrong type, missing targeting key, damaged flag
 */
export function isEnabled(ruleset: Ruleset, key: string, context: unknown, defaultValue = false): boolean {
  const { value } = answerOf(ruleset, key, context);
  return typeof value === "boolean" ? value : defaultValue;
}

/** Counts an answer. @param given whether the caller got it, and not their default */
export function count(ruleset: Ruleset, key: string, { tally }: Outcome, given: boolean): void {
  if (tally !== undefined && given) tally.count += 1;
  else {
    const unanswered = ruleset.flags.get(key)?.tallies.at(-1);
    if (unanswered !== undefined) unanswered.count += 1;
  }
}

/** The value that the caller gets, or `undefined` where their default takes its place. */
export function servedValue<T>({ value }: Outcome, defaultValue: T): T | undefined {
  return value !== undefined && fits(value, defaultValue) ? (value as T) : undefined;
}

/** The value of a flag of any type, or `defaultValue` when there is none or when it is of another type. */
export function getValue<T>(ruleset: Ruleset, key: string, context: unknown, defaultValue: T): T {
  return servedValue(answerOf(ruleset, key, context), defaultValue) ?? defaultValue;
}

/** The answer as the caller gets it, as OpenFeature's details. */
export function toDetails<T>(answer: Outcome, key: string, defaultValue: T): EvaluationDetails<T> {
  if (answer === UNKNOWN) {
    const unknown = details(answer, defaultValue);
    return { ...unknown, errorMessage: `there is no flag ${show(key)}` };
  }
  if (answer.value === undefined) return details(answer, defaultValue);
  if (fits(answer.value, defaultValue)) return details(answer, answer.value as T);
  const message = `flag ${show(key)} is a ${typeof answer.value}, the default is a ${typeof defaultValue}`;
  return details(failure("TYPE_MISMATCH", message), defaultValue);
}

/** The answer and why it is this one. */
export function getDetails<T>(ruleset: Ruleset, key: string, context: unknown, defaultValue: T): EvaluationDetails<T> {
  return toDetails(answerOf(ruleset, key, context), key, defaultValue);
}
