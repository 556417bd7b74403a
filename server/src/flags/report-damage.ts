import { setImmediate } from "node:timers/promises";
import { compileRuleset } from "@switchyard/core";
import { regex } from "../regex.ts";
import type { Storage } from "../storage/port.ts";

/**
 * Reads all that SDKs are served, once, so that damage is known before somebody asks for it. Rows that can't be read
 * are the storage's to report; those that can be read and not evaluated are told here.
 */
export async function reportDamage(storage: Storage, onDamage: (message: string) => void): Promise<void> {
  for (const environment of await storage.allEnvironments()) {
    const ruleset = await storage.ruleset(environment.id);
    for (const { kind, key, problem } of compileRuleset(ruleset, { regex }).broken) {
      onDamage(`The ${kind} ${key} is damaged in environment ${environment.key} and can't be evaluated: ${problem}`);
    }
    await setImmediate();
  }
}
