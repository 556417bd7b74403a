import {
  type Configuration,
  type EvaluationContext,
  type Explanation,
  explain,
  type Ruleset,
  updateRuleset,
} from "@switchyard/core";
import { regex } from "../regex.ts";
import { flagData } from "../storage/flag-data.ts";
import type { Storage } from "../storage/port.ts";
import { checkFlag } from "./check.ts";
import { type FlagPlace, locate, place } from "./find.ts";
import { replacementOf } from "./replacement.ts";

/**
 * Evaluates a flag as the SDKs of its environment do, and says why the answer is this one.
 *
 * @param ruleset what the environment's SDKs have now
 * @param config an unsaved configuration to try; nothing is kept of it
 * @throws SwitchyardError NOT_FOUND, DAMAGED, INVALID_FLAG when `config` could not be saved
 */
export async function evaluateFlag(
  storage: Storage,
  where: FlagPlace,
  ruleset: Ruleset,
  context: EvaluationContext,
  config?: Configuration,
): Promise<Explanation> {
  if (config === undefined) {
    // That SDKs don't get an archived flag is an answer; to ask for one that never was is a mistake.
    if (!ruleset.flags.has(where.flag)) await locate(storage, where);
    return explain(ruleset, where.flag, context);
  }
  const placed = await place(storage, where);
  const { environment, flag, configuration } = placed;
  const tried = { ...(configuration ?? (await replacementOf(storage, placed))), ...config };
  await checkFlag(storage, environment.id, flag, tried);
  const update = { flags: [flagData(flag, tried)], segments: [], removed: { flags: [] } };
  return explain(updateRuleset(ruleset, update, { regex }).ruleset, flag.key, context);
}
