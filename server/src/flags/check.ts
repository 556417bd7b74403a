import { type FlagData, findProblems, type Problem, type WorldData } from "@switchyard/core";
import { type ErrorCode, SwitchyardError } from "../errors.ts";
import { regex } from "../regex.ts";
import { flagData } from "../storage/flag-data.ts";
import type { Flag, FlagConfiguration, Reads } from "../storage/port.ts";

/**
 * Checks a flag with its configuration against everything else in the environment.
 *
 * @throws SwitchyardError INVALID_FLAG, with every problem in `details.problems`
 */
export async function checkFlag(
  reads: Reads,
  environmentId: string,
  flag: Flag,
  configuration: FlagConfiguration,
): Promise<void> {
  checkFlagData(flagData(flag, configuration), await reads.ruleset(environmentId));
}

/** @throws SwitchyardError INVALID_FLAG, with every problem in `details.problems` */
export function checkFlagData(flag: FlagData, world: WorldData): void {
  refuseProblems("INVALID_FLAG", findProblems(flag, world, { regex }));
}

/** @throws SwitchyardError unless there are none */
export function refuseProblems(code: ErrorCode, problems: readonly Problem[]): void {
  const [first] = problems;
  if (first === undefined) return;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more, see details)` : "";
  throw new SwitchyardError(code, `${first.message}${more}`, {
    details: { problems: problems.map(({ path, message }) => ({ path, message })) },
  });
}
