import type { Serving } from "./compile-serve.ts";
import type { Outcome } from "./compiled.ts";
import { asList, asObject, asText } from "./fields.ts";
import { outcome } from "./outcome.ts";
import { type Problems, show } from "./problem.ts";

/** Targeting key to answer; undefined when no key is listed. A key that is listed twice gets the first variant. */
export function compileTargets(
  raw: unknown,
  variant: Serving["variant"],
  problems: Problems,
): ReadonlyMap<string, Outcome> | undefined {
  const targets = new Map<string, Outcome>();
  asList(raw, "targets", problems).forEach((entry, index) => {
    const path = `targets[${index}]`;
    const fields = asObject(entry, path, problems);
    const served = fields && variant(fields.variant, `${path}.variant`);
    if (fields === undefined || served === undefined) return;
    const answer = outcome(served, "TARGETING_MATCH");
    asList(fields.keys, `${path}.keys`, problems).forEach((entry, i) => {
      const key = asText(entry, `${path}.keys[${i}]`, problems);
      if (key === undefined) return;
      const other = targets.get(key);
      if (other === undefined) targets.set(key, answer);
      else problems.addStrict(`${path}.keys[${i}]`, `${show(key)} is a target already, for ${show(other.variant)}`);
    });
  });
  return targets.size > 0 ? targets : undefined;
}
