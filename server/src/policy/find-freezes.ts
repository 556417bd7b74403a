import { SwitchyardError } from "../errors.ts";
import type { Environment, Reads } from "../storage/port.ts";
import { type Freeze, freezeAt, freezesBetween } from "./freeze.ts";

const DAY = 24 * 3_600_000;
const MAX_DAYS = 400;
const MAX_FREEZES = 500;

export interface EnvironmentFreeze extends Freeze {
  environment: Environment;
}

/**
 * Whether an environment is frozen at a moment, by which window and until when: for what the server does by itself, which
 * then waits. A policy that can't be read freezes too, for as long as nobody mends it.
 *
 * @returns undefined when nothing keeps the environment from being raised
 */
export async function frozenAt(
  reads: Pick<Reads, "policy">,
  environmentId: string,
  now: number,
): Promise<Freeze | undefined> {
  const policy = await reads.policy(environmentId);
  if (policy === undefined) return undefined;
  if (policy === "damaged") return { name: "damaged policy", from: now, until: Number.POSITIVE_INFINITY };
  return freezeAt(policy.freezes, now);
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
