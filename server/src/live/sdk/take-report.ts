import type { ReportRequest } from "@switchyard/core";
import type { Key } from "../../storage/port.ts";
import type { Channel } from "../channel.ts";
import { type GuardSink, type ReportSink, reporterOf } from "./report-sink.ts";

/**
 * What an SDK that polls tells. A version that this node doesn't have (yet, or any more) confirms nothing: an SDK says it again with
 * its next poll.
 */
export function takeReport(
  channel: Channel,
  key: Key,
  request: ReportRequest,
  { reports, guards }: { reports: ReportSink; guards: GuardSink },
): void {
  const { sdk, instance, app, applied, report } = request;
  const { environment } = channel;
  const { entry } = environment;
  const polled = { id: `${key.id} ${instance}`, instance, app, sdk, browser: key.kind === "client" };
  const counted = channel.pollers.seen(polled);
  if (counted && applied && applied.version <= entry.version && environment.isOurs(applied)) {
    channel.receipts.confirm(counted, applied.version);
  }
  if (request.guards) guards.take(reporterOf(key, polled), request.guards, entry.flags);
  if (report) reports.take(reporterOf(key, polled), report, entry.flags);
}
