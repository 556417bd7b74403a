import type { Receipts } from "../../api.ts";
import type { Histogram } from "./histogram.ts";
import type { Instance } from "./instance.ts";

/** SDK instances that are not told one by one. */
export type Group = Pick<Instance, "app" | "sdk" | "browser" | "polling" | "confirmed"> & { count: number };

interface Sdks {
  instances: readonly Instance[];
  groups: readonly Group[];
}

/** What other nodes say of one environment's SDKs. */
export interface Elsewhere extends Sdks {
  /** Of nodes that fell silent: nobody knows what these evaluate with. */
  lost: Sdks;
  times: ReadonlyMap<number, { times: Histogram; confirmedBy: Receipts["confirmedBy"] }>;
}

/** There are no other nodes, or they have no SDKs. */
export const NOWHERE: Elsewhere = {
  instances: [],
  groups: [],
  lost: { instances: [], groups: [] },
  times: new Map(),
};

export interface Everyone {
  instances: Instance[];
  groups: readonly Group[];
  /** Instances of silent nodes that have not come back anywhere. */
  unknown: number;
}

/** Every instance once: of one that has just changed nodes, the newest link counts. */
export function everyone(local: Instance[], elsewhere: Elsewhere): Everyone {
  if (elsewhere === NOWHERE) return { instances: local, groups: [], unknown: 0 };
  const byId = new Map<string, Instance>();
  for (const instance of [...elsewhere.instances, ...local]) {
    const known = byId.get(instance.id);
    if (!known || instance.connectedAt >= known.connectedAt) byId.set(instance.id, instance);
  }
  const { instances, groups } = elsewhere.lost;
  const lost = new Set(instances.flatMap(({ id }) => (byId.has(id) ? [] : id)));
  return { instances: [...byId.values()], groups: elsewhere.groups, unknown: lost.size + countOf(groups) };
}

export const countOf = (groups: readonly Group[]) => groups.reduce((sum, { count }) => sum + count, 0);
