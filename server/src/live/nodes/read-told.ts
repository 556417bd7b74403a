import type { Told } from "../../storage/nodes.ts";
import type { Elsewhere, Group } from "../books/elsewhere.ts";
import { Histogram } from "../books/histogram.ts";
import type { Instance } from "../books/instance.ts";
import type { Log } from "../environment/log.ts";
import { type Summary, summarySchema } from "./summary.ts";

interface Reading {
  /** This node's, now: versions of another epoch mean something else, and confirm nothing. */
  epoch: string;
  /** Milliseconds since 1970, by this node's clock. */
  wall: number;
  /** After so many milliseconds without a sign of life, nobody knows what a node's SDKs do. */
  silent: number;
  /** And after so many, they are taken for gone. */
  gone: number;
  log: Log;
}

/** What other nodes told, put together. A row that can't be read tells nothing. */
export function readTold(told: readonly Told[], { epoch, wall, silent, gone, log }: Reading): Elsewhere {
  const sdks = () => ({ instances: [] as Instance[], groups: [] as Group[] });
  const [here, lost] = [sdks(), sdks()];
  const times: Times = new Map();
  for (const row of told) {
    if (row.silence >= gone) continue;
    const summary = parse(row, log);
    if (!summary) continue;
    const into = row.silence < silent ? here : lost;
    const isSame = summary.epoch === epoch;
    const confirmed = <T extends { confirmed: number }>(sdk: T): T => (isSame ? sdk : { ...sdk, confirmed: 0 });
    for (const { silence, age, ...instance } of summary.instances) {
      const [lastSeen, connectedAt] = [wall - row.age - silence, wall - row.age - age];
      into.instances.push(confirmed({ ...instance, lastSeen, connectedAt, since: Number.POSITIVE_INFINITY }));
    }
    into.groups.push(...summary.rest.map(confirmed));
    if (isSame && into === here) addTimes(times, summary.times);
  }
  return { ...here, lost, times };
}

type Times = Map<number, { times: Histogram; confirmedBy: Summary["times"][number]["confirmedBy"] }>;

function parse({ summary, nodeId }: Told, log: Log): Summary | undefined {
  try {
    return summarySchema.parse(JSON.parse(summary));
  } catch (error) {
    log.warn({ err: error, node: nodeId }, "what another node tells of its SDKs can't be read, it is left out");
    return undefined;
  }
}

function addTimes(times: Times, told: Summary["times"]): void {
  for (const { version, buckets, longest, confirmedBy } of told) {
    const known = times.get(version) ?? { times: new Histogram(), confirmedBy: [] };
    times.set(version, known);
    known.times.addCounts(buckets, longest);
    known.confirmedBy.push(...confirmedBy);
  }
}
