import { compileRuleset, type FlagData, type Ruleset, updateRuleset } from "@switchyard/core";
import type { Take } from "@switchyard/core/client";
import { regexEngine } from "./regex.ts";

const options = { regex: regexEngine };

/** Flags compiled for evaluation. Only what differs from what is held is compiled, of a snapshot too. */
export const takeRuleset: Take<FlagData, Ruleset> = (message, before) => {
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
};

function missing(before: ReadonlyMap<string, unknown>, now: readonly { key: string }[]): string[] {
  const keys = new Set(now.map(({ key }) => key));
  return [...before.keys()].filter((key) => !keys.has(key));
}
