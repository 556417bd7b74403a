import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Gauges, Meter } from "../live/index.ts";
import { type Answered, RequestTimes } from "./request-times.ts";
import { createTally } from "./tally.ts";

export interface Metrics extends Meter {
  answered(request: Answered): void;
  /** Something that should have been written could not be. */
  writeFailed(): void;
  /** Whom to ask, when somebody reads, for what there is at that moment. */
  watch(gauges: () => Gauges): void;
  /** In Prometheus's text format. */
  read(): Promise<{ type: string; text: string }>;
}

/**
 * What Prometheus may know. Labels have few values that the code decides about: no key, no name, no path and nothing that
 * anybody sent. Of the process itself prom-client's own metrics tell, the event loop's delay among them.
 *
 * @param options.ofProcess whether to tell of the process, too: it is watched from then on until it ends
 */
export function createMetrics({ ofProcess = true } = {}): Metrics {
  const registry = new Registry();
  if (ofProcess) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  let gauges: () => Gauges = () => ({ sdks: 0, admins: 0, snapshotBytes: 0 });

  new Gauge({
    name: "switchyard_connections",
    help: "Open sockets: SDKs and admin UIs",
    labelNames: ["kind"],
    registers,
    collect() {
      const { sdks, admins } = gauges();
      this.set({ kind: "sdk" }, sdks);
      this.set({ kind: "admin" }, admins);
    },
  });
  new Gauge({
    name: "switchyard_snapshot_bytes",
    help: "Bytes of the snapshots that are kept ready, all environments together",
    registers,
    collect() {
      this.set(gauges().snapshotBytes);
    },
  });
  const refused = new Counter({
    name: "switchyard_upgrades_refused_total",
    help: "Streams that were refused before they were opened, by HTTP status",
    labelNames: ["status"],
    registers,
  });
  const committed = new Counter({
    name: "switchyard_changes_total",
    help: "Versions of environments that were committed, as this server heard of them",
    registers,
  });
  const failed = new Counter({
    name: "switchyard_writes_failed_total",
    help: "Changes and reports that the database did not take: it is gone, locked, or its disk is full",
    registers,
  });
  const broadcast = new Histogram({
    name: "switchyard_broadcast_seconds",
    help: "From the first to the last socket that a change was written to",
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  const confirmed = createTally(
    "switchyard_confirmed_lag_seconds",
    "From a commit to an SDK's word that it evaluates with it",
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  );
  registry.registerMetric(confirmed.metric);
  const requests = new RequestTimes();
  registry.registerMetric(requests.metric);

  return {
    refused: (status) => refused.inc({ status }),
    committed: (versions) => committed.inc(versions),
    broadcast: (ms) => broadcast.observe(ms / 1_000),
    confirmed: (ms) => confirmed.add(ms / 1_000),
    answered: (request) => requests.add(request),
    writeFailed: () => failed.inc(),
    watch(next) {
      gauges = next;
    },
    async read() {
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}
