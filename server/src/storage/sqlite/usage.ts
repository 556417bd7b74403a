import type { OnDamage } from "../damage.ts";
import { promised, type Sync } from "../promised.ts";
import type { UsageCounts } from "../usage.ts";
import type { Connection } from "./database.ts";
import { createUsageReads } from "./usage-reads.ts";
import { createUsageWrites } from "./usage-writes.ts";

type UsageWrites = Pick<UsageCounts, "add" | "dismissUnknownFlag" | "prune">;
type Call = (run: () => unknown) => Promise<unknown>;

/** What SDKs report: read from one connection, written through the other one's queue. */
export function createUsageCounts(
  reader: Connection,
  writer: Connection,
  { onDamage, read, write }: { onDamage: OnDamage; read: Call; write: Call },
): UsageCounts {
  const reads: Sync<Omit<UsageCounts, keyof UsageWrites>> = createUsageReads(reader, onDamage);
  const writes: Sync<UsageWrites> = createUsageWrites(writer);
  return {
    ...promised<Omit<UsageCounts, keyof UsageWrites>>(reads, read),
    ...promised<UsageWrites>(writes, write),
  };
}
