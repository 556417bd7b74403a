// How a committed change reaches every SDK, and how we know that it did. See docs/protocol.md.
//
//   const live = createLive({ storage, log, visitorOf });
//   live.attach(server);
//   live.receipts(environmentId, version); // { connected: 32, confirmed: 31, p99Ms: 412, behind: [...] }

export { createLive, type Live, type LiveOptions } from "./create-live.ts";
export type { Entry as LiveEntry } from "./environment/entry.ts";
export type { Log } from "./environment/log.ts";
export type { SnapshotBody } from "./environment/snapshot-body.ts";
export type { Gauges, Meter } from "./meter.ts";
export type { GuardSink, Reporter, ReportSink } from "./sdk/report-sink.ts";
export { isAllowedOrigin } from "./socket/origin.ts";
