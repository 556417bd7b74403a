/** Contexts are hashed into so many shards, independently of their group: the top 5 bits of `bucket(salt, "#", key)`. */
export const SHARDS = 32;

/** What one SDK saw of one stage since its last report. Never the sum of several SDKs: see `bets.ts`. */
export interface GuardReport {
  /** Who reports; `seq` counts for each. */
  source: string;
  /** Rises by one; a number that is not above the last is a retransmission. */
  seq: number;
  /** Index of the stage. A report is cut where the configuration changes, so it never speaks of two. */
  stage: number;
  treated: GroupReport;
  control: GroupReport;
}

export interface GroupReport {
  requests: number;
  /** Contexts this SDK saw for the first time, by shard. */
  units: Sparse;
  metrics: Record<string, MetricReport>;
}

/** Pairs of shard and count, flat: `[3, 17, 9, 4]` is 17 in shard 3 and 4 in shard 9. */
export type Sparse = number[];

export type MetricReport =
  | { kind: "count"; of: Sparse; bad: Sparse }
  /** Triples of shard, bucket (see `histogram.ts`) and count, flat. */
  | { kind: "values"; cells: number[] };
