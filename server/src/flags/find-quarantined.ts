import { setImmediate } from "node:timers/promises";
import { compileRuleset } from "@switchyard/core";
import { regex } from "../regex.ts";
import type { Environment, Quarantined, Reads } from "../storage/port.ts";

/** What can't be served in one environment, and why. */
export interface QuarantinedIn extends Quarantined {
  /** The environment's key. */
  environment: string;
}

/**
 * A page of everything that SDKs of these environments are not served, or get PARSE_ERROR for: rows that can't be read, and those
 * that can be read and not evaluated. Sorted by kind and key, so that what is damaged in several environments stands together.
 * Costs as much as a snapshot for each environment, whichever page it is, with a pause between them.
 *
 * @param page from 1
 */
export async function findQuarantined(
  reads: Reads,
  environments: readonly Environment[],
  { page, limit }: { page: number; limit: number },
): Promise<{ quarantined: QuarantinedIn[]; total: number }> {
  const found: QuarantinedIn[] = [];
  for (const environment of environments) {
    const ruleset = await reads.ruleset(environment.id);
    const { broken } = compileRuleset(ruleset, { regex });
    found.push(...[...ruleset.quarantined, ...broken].map((one) => ({ ...one, environment: environment.key })));
    await setImmediate();
  }
  found.sort((a, b) => compare(a.kind, b.kind) || compare(a.key, b.key));
  return { quarantined: found.slice((page - 1) * limit, page * limit), total: found.length };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
