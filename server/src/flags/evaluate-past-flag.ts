import {
  type Configuration,
  compileRuleset,
  type EvaluationContext,
  type Explanation,
  explain,
} from "@switchyard/core";
import type { PastRuleset } from "../changes/past/past-ruleset.ts";
import { SwitchyardError } from "../errors.ts";
import { notFound, requireEnvironment, requireProject } from "../projects/find.ts";
import { regex } from "../regex.ts";
import type { Reads } from "../storage/port.ts";
import { checkFlagData } from "./check.ts";
import { type FlagPlace, requireFlag } from "./find.ts";

/**
 * Evaluates a flag as the SDKs of its environment did at an earlier version, and says why the answer was that one.
 *
 * @param past the environment at that version
 * @param config a configuration to try instead of the one of that version
 * @throws SwitchyardError NOT_FOUND, DAMAGED, CANNOT_REBUILD when the flag's own state at that version isn't known,
 * INVALID_FLAG when `config` could not have been saved then
 */
export async function evaluatePastFlag(
  reads: Reads,
  where: FlagPlace,
  past: PastRuleset,
  context: EvaluationContext,
  config?: Configuration,
): Promise<Explanation> {
  const { flag: key, environment } = where;
  const lost = past.quarantined.find((one) => one.kind === "flag" && one.key === key);
  if (lost !== undefined) {
    throw new SwitchyardError(
      "CANNOT_REBUILD",
      `The state of flag ${key} at version ${past.version} of ${environment} can't be rebuilt: ${lost.problem}`,
    );
  }
  const flag = past.flags.find((one) => one.key === key);
  if (flag === undefined) {
    // That SDKs did not get it then is an answer; to ask for a flag that never was is a mistake.
    const project = await requireProject(reads, where.project);
    await requireEnvironment(reads, project, environment);
    await requireFlag(reads, project, key);
    if (config !== undefined) throw notFound("flag", key, `environment ${environment} at version ${past.version}`);
  }
  if (flag === undefined || config === undefined) return explain(compileRuleset(past, { regex }), key, context);
  const tried = { ...flag, ...config };
  checkFlagData(tried, past);
  const flags = past.flags.map((one) => (one === flag ? tried : one));
  return explain(compileRuleset({ flags, segments: past.segments }, { regex }), key, context);
}
