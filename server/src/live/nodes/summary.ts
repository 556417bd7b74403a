import { z } from "zod";
import type { Group } from "../books/elsewhere.ts";
import type { Instance } from "../books/instance.ts";
import type { ReceiptBook } from "../books/receipt-book.ts";

/** So many SDK instances of an environment are told one by one; of the others how many they are. */
const MAX_TOLD = 500;
const MAX_GROUPS = 500;
/** Of the newest versions. */
const MAX_TIMES = 100;

const count = z.number().int().min(0);
const name = z.string().max(1_000);

const instanceSchema = z.object({
  id: name,
  instance: name,
  app: name.optional(),
  sdk: name,
  browser: z.boolean(),
  polling: z.boolean(),
  confirmed: count,
  /** Milliseconds from when it was last heard of, and from when it came, to when this was told. */
  silence: z.number(),
  age: z.number(),
});

const groupSchema = z.object({
  app: name.optional(),
  sdk: name,
  browser: z.boolean(),
  polling: z.boolean(),
  confirmed: count,
  count,
});

const timesSchema = z.object({
  version: count,
  buckets: z.array(z.tuple([count, count])).max(200),
  longest: z.number(),
  confirmedBy: z.array(z.object({ instance: name, app: name.nullable(), ms: z.number() })).max(100),
});

export const summarySchema = z.object({
  epoch: name,
  instances: z.array(instanceSchema).max(MAX_TOLD),
  rest: z.array(groupSchema).max(MAX_GROUPS + 1),
  times: z.array(timesSchema).max(MAX_TIMES),
});

/** What one node tells the others of an environment's SDKs. Bounded, whatever comes. */
export type Summary = z.output<typeof summarySchema>;

/** @returns `undefined` when there is nothing to tell */
export function summaryOf(epoch: string, book: ReceiptBook, wall: number): Summary | undefined {
  const connected = book.connected();
  const times = book.newestTimes(MAX_TIMES);
  if (connected.length === 0 && times.length === 0) return undefined;
  const { named, others } = choose(connected, book.newestVersion);
  const instances = named.map(({ id, instance, app, sdk, browser, polling, confirmed, lastSeen, connectedAt }) => ({
    ...{ id, instance, app, sdk, browser, polling, confirmed },
    silence: wall - lastSeen,
    age: wall - connectedAt,
  }));
  return { epoch, instances, rest: groups(others), times };
}

/** Servers before browsers, as anybody can pose as a browser, and those that are behind first: they are asked for by name. */
function choose(instances: Instance[], newest: number): { named: Instance[]; others: Instance[] } {
  if (instances.length <= MAX_TOLD) return { named: instances, others: [] };
  const ranks: [Instance[], Instance[], Instance[], Instance[]] = [[], [], [], []];
  for (const instance of instances) {
    const rank = (instance.browser ? 2 : 0) + (instance.confirmed < newest ? 0 : 1);
    ranks[rank as 0 | 1 | 2 | 3].push(instance);
  }
  const ordered = ranks.flat();
  return { named: ordered.slice(0, MAX_TOLD), others: ordered.slice(MAX_TOLD) };
}

function groups(instances: Instance[]): Group[] {
  const found = new Map<string, Group>();
  for (const { app, sdk, browser, polling, confirmed } of instances) {
    const own = { app, sdk, browser, polling, confirmed };
    const key = JSON.stringify(own);
    // Names can be made up without end; versions can't, but there are many.
    const kept = found.has(key) || found.size < MAX_GROUPS ? own : { ...own, ...OTHERS };
    const keptKey = kept === own ? key : "others";
    const group = found.get(keptKey) ?? { ...kept, count: 0 };
    found.set(keptKey, group);
    group.count += 1;
  }
  return [...found.values()];
}

/** Never more confirmed than was heard. */
const OTHERS = { app: undefined, sdk: "other", browser: true, polling: false, confirmed: 0 };
