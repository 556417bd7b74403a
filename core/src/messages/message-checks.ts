import type { EvaluationContext } from "../flag.ts";
import type { Have } from "./messages.ts";

// What the readers of messages share: every field is looked at before it is taken.

/** A name or an id as people see it in receipts and logs: short, and no control characters. */
const LABEL = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]{1,100}$/u;

export const LABEL_RULE = "1 to 100 characters, none of them a control character";

export interface MessageProblem {
  /** Names the field, the rule and what was received; never repeats a key. */
  problem: string;
  /** It was a message of numbers only, which nobody's flags depend on: whoever sent it may go on. */
  harmless?: true;
}

export type Fields = Record<string, unknown>;

export function isLabel(value: unknown): value is string {
  return typeof value === "string" && LABEL.test(value);
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function isHave(value: unknown): value is Have {
  return (
    isObject(value) &&
    isLabel(value.epoch) &&
    isCount(value.version) &&
    (value.stamp === undefined || isLabel(value.stamp))
  );
}

export const HAVE_RULE = "{ epoch: string, version: integer from 0, stamp?: string }";

/** Nothing but what is known. */
export const readHave = ({ epoch, version, stamp }: Have): Have =>
  stamp === undefined ? { epoch, version } : { epoch, version, stamp };

// What the attributes hold is the evaluator's to judge: it is total on anything.
export function isContext(value: unknown): value is EvaluationContext {
  return isObject(value);
}

export function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function expected(name: string, rule: string, received: unknown): MessageProblem {
  return { problem: `${name} must be ${rule}, received ${describe(received)}` };
}

export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
