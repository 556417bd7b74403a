import type { Quarantine } from "../api/queries.ts";
import type { Quarantined } from "../api/types.ts";
import { counted } from "../words/count.ts";

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

/** What a list of the first page leaves out, if anything. */
export function furtherDamage({ quarantined, total }: Quarantine): string | undefined {
  const further = total - quarantined.length;
  return further > 0 ? `And ${counted(further, "more", "more")}, counted in each environment.` : undefined;
}
