import { percent } from "@switchyard/core/words";
import type { Rollout } from "../../api.ts";
import type { Api } from "../api.ts";
import { projectPath } from "../place.ts";
import type { Found } from "./find-operations.ts";

/**
 * Flags that a file would change while a guarded rollout holds them, in sentences. A file knows nothing of guarded rollouts: they are planned
 * and started beside it, and end where somebody else changes what they raise.
 */
export async function guardedFlags(api: Api, project: string, { operations }: Found): Promise<string[]> {
  const changed = new Map<string, Set<string>>();
  for (const { kind, environment, flag } of operations) {
    if (kind !== "configure" || typeof environment !== "string" || typeof flag !== "string") continue;
    changed.set(environment, (changed.get(environment) ?? new Set()).add(flag));
  }
  const lines: string[] = [];
  for (const [environment, flags] of changed) {
    const path = `${projectPath({ project })}/environments/${encodeURIComponent(environment)}/rollouts`;
    const { rollouts } = await api.send<{ rollouts: Rollout[] }>("GET", path);
    for (const { plan, status, progress } of rollouts) {
      if (!flags.has(plan.flag) || (status !== "running" && status !== "paused")) continue;
      lines.push(
        `Note: the guarded rollout ${plan.name} of ${plan.flag} in ${environment} is ${status} at ${percent(progress.percentage)}; ` +
          "changing what it raises ends it, and nothing guards the change any more",
      );
    }
  }
  return lines;
}
