import { SwitchyardError } from "../errors.ts";
import { type FlagPlace, type Placed, place } from "../flags/find.ts";
import type { Reads, Rollout } from "../storage/port.ts";

export interface RolloutPlace extends FlagPlace {
  rollout: string;
}

/** @throws SwitchyardError NOT_FOUND */
export async function requireRollout(reads: Reads, at: RolloutPlace): Promise<Placed & { rollout: Rollout }> {
  const placed = await place(reads, at);
  const rollout = await reads.rollout(at.rollout);
  if (rollout?.environmentId !== placed.environment.id || rollout.flagId !== placed.flag.id) {
    const message = `There is no rollout ${JSON.stringify(at.rollout)} of ${at.flag} in ${at.environment}`;
    throw new SwitchyardError("NOT_FOUND", message);
  }
  return { ...placed, rollout };
}
