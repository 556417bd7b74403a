import type { Metric } from "prom-client";

/**
 * A histogram of durations for one set of labels that is cheap to add to. prom-client's own checks and hashes labels with every
 * value, which takes 6 µs: half of what a server does when 10,000 SDKs confirm a change at once.
 */
export interface Tally {
  add(seconds: number): void;
  values(labels: Record<string, string>): unknown[];
  /** For a prom-client registry. */
  metric: Metric;
}

/** @param bounds of the buckets, in seconds, rising */
export function createTally(name: string, help: string, bounds: readonly number[]): Tally {
  const counts = new Float64Array(bounds.length + 1);
  let sum = 0;

  function values(labels: Record<string, string>) {
    let count = 0;
    const buckets = [...bounds, "+Inf"].map((le, index) => {
      count += counts[index] ?? 0;
      return { labels: { ...labels, le }, value: count, metricName: `${name}_bucket` };
    });
    return [
      ...buckets,
      { labels, value: sum, metricName: `${name}_sum` },
      { labels, value: count, metricName: `${name}_count` },
    ];
  }

  return {
    add(seconds) {
      let bucket = 0;
      while (bucket < bounds.length && seconds > (bounds[bucket] ?? 0)) bucket += 1;
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      sum += seconds;
    },
    values,
    metric: metricOf(name, help, () => values({})),
  };
}

/** What a registry asks its metrics for; its type names prom-client's own classes only. */
export function metricOf(name: string, help: string, values: () => unknown[]): Metric {
  const metric = { name, get: async () => ({ name, help, type: "histogram", aggregator: "sum", values: values() }) };
  return metric as unknown as Metric;
}
