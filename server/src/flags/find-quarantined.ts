import { setImmediate } from "node:timers/promises";
import { compileRuleset } from "@switchyard/core";
import { regex } from "../regex.ts";
import type { Environment, Quarantined, Reads } from "../storage/port.ts";

/** What can't be served, and why. */
export interface QuarantinedIn extends Quarantined {
  /** The keys of the environments in which it can't for this reason. */
  environments: string[];
}

/**
 * A page of everything that SDKs of these environments are not served, or get PARSE_ERROR for: rows that can't be read, and those
 * that can be read and not evaluated. By kind and key, what is the same in several environments once.
 * Costs as much as a snapshot for each environment, whichever page it is, with a pause between them.
 *
 * @param page from 1
 */
export async function findQuarantined(
  reads: Reads,
  environments: readonly Environment[],
  { page, limit }: { page: number; limit: number },
): Promise<{ quarantined: QuarantinedIn[]; total: number }> {
  const found = new Map<string, QuarantinedIn>();
  for (const environment of environments) {
    const ruleset = await reads.ruleset(environment.id);
    const { broken } = compileRuleset(ruleset, { regex });
    for (const { kind, key, problem } of [...ruleset.quarantined, ...broken]) {
      const id = JSON.stringify([kind, key, problem]);
      const known = found.get(id);
      if (known) known.environments.push(environment.key);
      else found.set(id, { kind, key, problem, environments: [environment.key] });
    }
    await setImmediate();
  }
  const sorted = [...found.values()].sort((a, b) => compare(a.kind, b.kind) || compare(a.key, b.key));
  return { quarantined: sorted.slice((page - 1) * limit, page * limit), total: sorted.length };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
