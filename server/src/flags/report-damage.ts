import { setImmediate } from "node:timers/promises";
import { compileRuleset } from "@switchyard/core";
import { regex } from "../regex.ts";
import { reportOnce } from "../storage/damage.ts";
import type { Storage } from "../storage/port.ts";

/**
 * Reads all that SDKs are served, once, so that damage is known before somebody asks for it. Rows that can't be read
 * are the storage's to report; those that can be read and not evaluated are told here, as is how many there are of both.
 */
export async function reportDamage(storage: Storage, onDamage: (message: string) => void): Promise<void> {
  const report = reportOnce(onDamage);
  let damaged = 0;
  let environments = 0;
  for (const environment of await storage.allEnvironments()) {
    const ruleset = await storage.ruleset(environment.id);
    await setImmediate();
    const { broken } = compileRuleset(ruleset, { regex });
    for (const { kind, key, problem } of broken) {
      report(
        `The ${kind} ${key} is damaged in environment ${environment.key} and can't be evaluated: ${problem}`,
        `${kind}s that can be read and not evaluated`,
      );
    }
    const here = ruleset.quarantined.length + broken.length;
    damaged += here;
    environments += here > 0 ? 1 : 0;
    await setImmediate();
  }
  if (damaged === 0) return;
  onDamage(
    `Damaged flags and segments, counted in each environment: ${damaged}, in ${environments} environments. ` +
      "GET /api/v1/projects/<project>/quarantine names them all",
  );
}
