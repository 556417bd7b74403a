import type { GuardMetric } from "../../flag.ts";
import { guardBucket } from "../../hash/guard-bucket.ts";
import type { GuardCounts, GuardGroup, ShardCounts } from "../../messages/messages.ts";

/** How a request went. */
export interface RequestOutcome {
  durationMs: number;
  failed: boolean;
}

/** What is counted in one group of a guarded rollout until it is reported. */
export interface GroupCounts {
  /** @param shard 0 to 31. @param outcome where it is known: through the middleware */
  request(shard: number, outcome?: RequestOutcome): void;
  /** A context that was never seen before. */
  unit(shard: number): void;
  /** @param value `undefined` where none was given; one that is not finite counts as none */
  event(shard: number, name: string, value: number | undefined): void;
  /** How much a report of it would hold: numbers, more or less. */
  readonly size: number;
  read(): GuardGroup;
}

/** Of 32 shards. */
type Shards = Float64Array;
/** Of values, by shard and bucket. */
type Cells = Map<number, number>;

/** More than a bucket can be. */
const BUCKETS = 1_024;

export function createGroupCounts(metrics: readonly GuardMetric[]): GroupCounts {
  let requests = 0;
  let size = 0;
  const asked = shards();
  const units = shards();
  const counted = metrics.map((metric) => ({ metric, of: shards(), bad: shards(), values: new Map() as Cells }));

  function add(counts: Shards, shard: number) {
    const count = counts[shard] as number;
    if (count === 0) size += 2;
    counts[shard] = count + 1;
  }

  function addValue(cells: Cells, shard: number, value: number) {
    const at = shard * BUCKETS + guardBucket(value) + BUCKETS / 2;
    const count = cells.get(at);
    if (count === undefined) size += 3;
    cells.set(at, (count ?? 0) + 1);
  }

  return {
    get size() {
      return size;
    },
    request(shard, outcome) {
      requests++;
      add(asked, shard);
      if (!outcome) return;
      for (const { metric, of, bad, values } of counted) {
        if (metric.from !== "requests") continue;
        if (metric.kind === "values") addValue(values, shard, outcome.durationMs);
        else {
          add(of, shard);
          if (outcome.failed) add(bad, shard);
        }
      }
    },
    unit: (shard) => add(units, shard),
    event(shard, name, value) {
      const known = value !== undefined && Number.isFinite(value) ? value : undefined;
      for (const { metric, of, bad, values } of counted) {
        if (metric.from !== "event") continue;
        if (metric.kind === "values") {
          if (metric.event === name && known !== undefined) addValue(values, shard, known);
          continue;
        }
        const verdict = metric.event === name ? judge(metric, known) : undefined;
        if (verdict) add(bad, shard);
        // Where nothing is named to count against, events with a bound are counted against each other; others, in `read`,
        // against requests.
        if (metric.per === undefined ? isBounded(metric) && verdict !== undefined : metric.per === name) add(of, shard);
      }
    },
    read() {
      const read = counted.map(({ metric, of, bad, values }): GuardCounts => {
        if (metric.kind === "values") return { metric: metric.key, cells: flatCells(values) };
        const isAgainstRequests = metric.from === "event" && metric.per === undefined && !isBounded(metric);
        return { metric: metric.key, of: flat(isAgainstRequests ? asked : of), bad: flat(bad) };
      });
      return {
        requests,
        units: flat(units),
        metrics: read.filter((one) => ("cells" in one ? one.cells.length : one.of.length + one.bad.length) > 0),
      };
    },
  };
}

type EventMetric = Extract<GuardMetric, { kind: "count"; from: "event" }>;

const isBounded = ({ badAbove, badBelow }: EventMetric) => badAbove !== undefined || badBelow !== undefined;

/** Whether an event is bad; `undefined` where a bound is asked for and there is no value to hold against it. */
function judge(metric: EventMetric, value: number | undefined): boolean | undefined {
  if (!isBounded(metric)) return true;
  const { badAbove = Number.POSITIVE_INFINITY, badBelow = Number.NEGATIVE_INFINITY } = metric;
  return value === undefined ? undefined : value > badAbove || value < badBelow;
}

const shards = (): Shards => new Float64Array(32);

const flat = (counts: Shards): ShardCounts => [...counts].flatMap((count, shard) => (count ? [shard, count] : []));

const flatCells = (cells: Cells): number[] =>
  [...cells]
    .sort(([a], [b]) => a - b)
    .flatMap(([at, count]) => [Math.floor(at / BUCKETS), (at % BUCKETS) - BUCKETS / 2, count]);
