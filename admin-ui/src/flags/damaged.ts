import type { Quarantined } from "../api/types.ts";

export interface Damaged {
  kind: Quarantined["kind"];
  key: string;
  problem: string;
  environments: string[];
}

/** The server names damage once for each environment; what is the same in several is told once. */
export function groupDamage(quarantined: readonly Quarantined[]): Damaged[] {
  const groups = new Map<string, Damaged>();
  for (const { environment, ...damage } of quarantined) {
    const id = JSON.stringify([damage.kind, damage.key, damage.problem]);
    const group = groups.get(id);
    if (group) group.environments.push(environment);
    else groups.set(id, { ...damage, environments: [environment] });
  }
  return [...groups.values()];
}
