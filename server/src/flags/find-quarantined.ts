import { setImmediate } from "node:timers/promises";
import { compileRuleset } from "@switchyard/core";
import { visible } from "../auth/authority.ts";
import { regex } from "../regex.ts";
import type { Authority } from "../storage/authority.ts";
import type { Project, Quarantined, Reads } from "../storage/port.ts";

/** What can't be served in one environment, and why. */
export interface QuarantinedIn extends Quarantined {
  /** The environment's key. */
  environment: string;
}

/**
 * Everything, of the environments that one may see, that a project's SDKs are not served, or get PARSE_ERROR for: rows that can't be read, and those that can
 * be read and not evaluated. Costs as much as a snapshot for each environment, with a pause between them.
 */
export async function findQuarantined(reads: Reads, project: Project, authority: Authority): Promise<QuarantinedIn[]> {
  const found: QuarantinedIn[] = [];
  for (const environment of visible(authority, await reads.environments(project.id))) {
    const ruleset = await reads.ruleset(environment.id);
    const { broken } = compileRuleset(ruleset, { regex });
    found.push(...[...ruleset.quarantined, ...broken].map((one) => ({ ...one, environment: environment.key })));
    await setImmediate();
  }
  return found;
}
