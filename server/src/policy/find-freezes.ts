import { SwitchyardError } from "../errors.ts";
import type { Environment, Reads } from "../storage/port.ts";
import { type Freeze, freezesBetween } from "./freeze.ts";

const DAY = 24 * 3_600_000;
const MAX_DAYS = 400;
const MAX_FREEZES = 500;

export interface EnvironmentFreeze extends Freeze {
  environment: Environment;
}

/**
 * The freezes of several environments in a span, for a calendar.
 *
 * @returns in order of their beginnings; `isWhole` is false when there were more than fit
 * @throws SwitchyardError INVALID_REQUEST when the span is empty or longer than 400 days
 */
export async function findFreezes(
  reads: Pick<Reads, "policy">,
  environments: readonly Environment[],
  from: number,
  to: number,
): Promise<{ freezes: EnvironmentFreeze[]; isWhole: boolean }> {
  if (to <= from || to - from > MAX_DAYS * DAY) {
    const span = `from ${new Date(from).toISOString()} to ${new Date(to).toISOString()}`;
    throw new SwitchyardError("INVALID_REQUEST", `to must be at most ${MAX_DAYS} days after from, received ${span}`);
  }
  const all: EnvironmentFreeze[] = [];
  for (const environment of environments) {
    const policy = await reads.policy(environment.id);
    if (policy === undefined || policy === "damaged") continue;
    const freezes = freezesBetween(policy.freezes, from, to, MAX_FREEZES + 1);
    all.push(...freezes.map((freeze) => ({ ...freeze, environment })));
  }
  all.sort((a, b) => a.from - b.from);
  return { freezes: all.slice(0, MAX_FREEZES), isWhole: all.length <= MAX_FREEZES };
}
