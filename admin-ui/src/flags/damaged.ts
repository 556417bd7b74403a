import type { Quarantine } from "../api/queries.ts";
import { counted } from "../words/count.ts";

/** What a list of the first page leaves out, if anything. */
export function furtherDamage({ quarantined, total }: Quarantine): string | undefined {
  const further = total - quarantined.length;
  return further > 0 ? `And ${counted(further, "more", "more")}.` : undefined;
}
