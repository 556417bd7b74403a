import type { FlagData, Guards, Report } from "@switchyard/core";
import type { Key } from "../../storage/port.ts";
import type { ReporterKind } from "../../storage/usage.ts";

/** Who reports: one SDK instance, let in by a key of one environment. */
export interface Reporter {
  environmentId: string;
  /** Unique per SDK object, also among those who made their names up. */
  id: string;
  kind: ReporterKind;
  app?: string;
}

/** @param instance by the id that counts in receipts too */
export const reporterOf = ({ environmentId, kind }: Key, { id, app }: { id: string; app?: string }): Reporter => ({
  environmentId,
  id,
  kind: kind === "client" ? "browser" : "server",
  app,
});

/** Where what SDKs counted for guarded rollouts goes. */
export interface GuardSink {
  /** Takes each of them once, however often it comes. Never throws, and never waits. */
  take(from: Reporter, guards: Omit<Guards, "type">, flags: ReadonlyMap<string, { data: FlagData }>): void;

  /** Calls back with the environments whose rollouts stand otherwise now. Returns the way to stop. */
  onNews(listener: (environmentIds: Iterable<string>) => void): () => void;
}

/** Where what SDKs report goes. */
export interface ReportSink {
  /**
   * Counts a report, once however often it comes. Never throws, and never waits.
   *
   * @param flags of the environment, as they are now
   */
  take(from: Reporter, report: Omit<Report, "type">, flags: ReadonlyMap<string, { data: FlagData }>): void;

  /** Calls back with the environments that reads answer otherwise from now on. Returns the way to stop. */
  onStored(listener: (environmentIds: Iterable<string>) => void): () => void;
}
