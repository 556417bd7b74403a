import {
  type Changes,
  compileRuleset,
  type FlagData,
  type Ruleset,
  type Snapshot,
  updateRuleset,
} from "@switchyard/core";
import type { Swap, Take } from "@switchyard/core/client";
import type { Advice } from "./advice.ts";
import { regexEngine } from "./regex.ts";

const options = { regex: regexEngine };

/**
 * Flags compiled for evaluation. Only what differs from what is held is compiled, of a snapshot too. Throws on segments
 * that don't fit: taken as none, they would change who is in them.
 *
 * @param advice hears once of what can't be read; it fails alone
 */
export function createTakeRuleset(advice: Advice): Take<FlagData, Ruleset> {
  return (message, before) => {
    requireSegments(message);
    const swap = compile(message, before);
    for (const { kind, key, problem } of swap.data.broken) {
      const effect = kind === "flag" ? "it gives defaults" : "it holds nobody";
      advice.once("warn", `${kind} \`${key}\` can't be read: ${problem}; ${effect}, all others work`);
    }
    return swap;
  };
}

/**
 * Judges what the parser, which browsers carry too, leaves out: they have no segments.
 *
 * @throws TypeError
 */
function requireSegments(message: Snapshot | Changes): void {
  const { segments } = message;
  const isOptional = message.type === "changes";
  const removed: unknown = isOptional ? (message.removed.segments ?? []) : [];
  const hasList = Array.isArray(segments) && segments.every((segment) => typeof segment?.key === "string");
  if (!hasList && !(isOptional && segments === undefined))
    throw new TypeError("segments must be a list, each with a key");
  if (!Array.isArray(removed) || !removed.every((key) => typeof key === "string")) {
    throw new TypeError("removed.segments must be a list of keys");
  }
}

function compile(message: Snapshot | Changes, before: Ruleset | undefined): Swap<Ruleset> {
  const { flags, segments = [] } = message;
  if (!before) {
    const data = compileRuleset({ flags, segments }, options);
    return { data, changed: [...data.flags.keys()].sort() };
  }
  const removed =
    message.type === "changes"
      ? message.removed
      : { flags: missing(before.flags, flags), segments: missing(before.segments, segments) };
  const { ruleset: data, changed } = updateRuleset(before, { flags, segments, removed }, options);
  return { data, changed };
}

function missing(before: ReadonlyMap<string, unknown>, now: readonly { key: string }[]): string[] {
  const keys = new Set(now.map(({ key }) => key));
  return [...before.keys()].filter((key) => !keys.has(key));
}
