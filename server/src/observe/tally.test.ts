import { Histogram, Registry } from "prom-client";
import { expect, it } from "vitest";
import { createTally } from "./tally.ts";

it("tells Prometheus, to the byte, what prom-client's histogram tells", async () => {
  const [mine, theirs] = [new Registry(), new Registry()];
  const [name, help, buckets] = ["lag_seconds", "How long", [0.005, 0.1, 1]];
  const tally = createTally(name, help, buckets);
  mine.registerMetric(tally.metric);
  const histogram = new Histogram({ name, help, buckets, registers: [theirs] });
  expect(await mine.metrics()).toBe(await theirs.metrics());
  for (const seconds of [0, 0.004, 0.005, 0.006, 0.1, 0.7, 1, 1.5, 600]) {
    tally.add(seconds);
    histogram.observe(seconds);
  }
  expect(await mine.metrics()).toBe(await theirs.metrics());
});
