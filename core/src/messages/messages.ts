import type { ErrorCode, EvaluationContext, FlagData, FlagGuard, JsonValue, Reason, SegmentData } from "../flag.ts";

/** The WebSocket subprotocol of `GET /v1/stream`. */
export const SUBPROTOCOL = "switchyard.v1";
export const PROTOCOL_VERSION = 1;

/** Tells a server SDK, in the head of the stream's and the snapshot's answer, where its key belongs: `project/environment`. */
export const ENVIRONMENT_HEADER = "switchyard-environment";

/** Which state an SDK holds: an environment's version counts within one epoch only. */
export interface Have {
  epoch: string;
  version: number;
  /**
   * What made this version, as the server said it: a database that was set back and written to again has another change under the same
   * number. Says nothing by itself; absent when the server said nothing.
   */
  stamp?: string;
}

// ---- what an SDK sends ------------------------------------------------------------------------

/** The first message of every connection; nothing is sent to an SDK before it. */
export interface Hello {
  type: "hello";
  protocol: number;
  /** Name and version of the SDK, such as `node/0.1.0`. */
  sdk: string;
  /** Random, one per client object. */
  instance: string;
  app?: string;
  /** Browsers only, which can't set headers: the public client key. */
  key?: string;
  have?: Have;
  /** Browsers only: whom the answers are for. */
  context?: EvaluationContext;
  /** Browsers only: a number of their own for `context`, another one for each. Snapshots for it say it again. */
  contextId?: number;
  /** Browsers only, where the key asks for it: the context as the application's backend signed it; it counts, not `context`. */
  token?: string;
}

/** "I now evaluate with this version": sent after the swap, once per batch. The source of receipts. */
export interface Applied {
  type: "applied";
  version: number;
}

/** "What came did not fit; send a snapshot." */
export interface Resync {
  type: "resync";
}

/** Browsers only: the person changed. Answered by a snapshot. */
export interface ContextChange {
  type: "context";
  context: EvaluationContext;
  /** As in {@link Hello}. */
  contextId?: number;
  /** As in {@link Hello}. */
  token?: string;
}

/**
 * What was evaluated since the last report, added up. Bounded, so that what did not fit is a number, too. A report that
 * the server can't take is left out whole, and nothing else happens to its sender; unknown keys and events, which
 * applications name, are left out one by one. Over the stream it must fit into one message of 64 KB, as all do.
 */
export interface Report {
  type: "report";
  /** Rises by one with each report of an instance, from 1; one that is not above the last was counted already. */
  seq: number;
  /** `variant` is null where the caller's default was given. At most {@link MAX_REPORT_ENTRIES}, with the two below. */
  evaluations: { flag: string; variant: string | null; count: number }[];
  /** Keys that were asked for and that no flag has. */
  unknown?: { flag: string; count: number }[];
  /** What `track` was told: `sum` of the values, and how many there were. */
  events?: { event: string; count: number; sum: number }[];
  /** Evaluations, keys and events that found no room. */
  dropped?: number;
}

/** Over all lists of one report. */
export const MAX_REPORT_ENTRIES = 1_000;

/**
 * The body of `POST /v1/report`, for SDKs that can't stream: a sign of life, what they evaluate with, and a report. Sent
 * with the key that they poll with.
 */
export interface ReportRequest {
  /** These three as in {@link Hello}. */
  sdk: string;
  instance: string;
  app?: string;
  /** What is evaluated with now: counts in receipts as {@link Applied} does, for 90 s. */
  applied?: Have;
  report?: Omit<Report, "type">;
  guards?: Omit<Guards, "type">;
}

/**
 * What was counted for guarded rollouts since the last such message, every {@link GUARD_EVERY_MS} while one runs. Taken whole or, when
 * anything of it is malformed, left out whole; nothing else happens to its sender.
 */
export interface Guards {
  type: "guards";
  /** Rises by one with each such message of an instance, from 1; one that is not above the last was counted already. */
  seq: number;
  /** 1 to {@link MAX_GUARD_REPORTS}, at most one for each plan and stage. */
  reports: GuardReport[];
}

/** Of ONE stage and share: `plan`, `stage` and `percentage` as the flag's {@link FlagGuard} said while it was counted. */
export interface GuardReport {
  flag: string;
  plan: string;
  stage: number;
  percentage: number;
  treated: GuardGroup;
  control: GuardGroup;
}

/** The contexts that reached the rollout: exposed ones are treated, those that got its `otherwise` are control. */
export interface GuardGroup {
  /** Requests through the middleware; without it, evaluations. */
  requests: number;
  /** Contexts that this instance saw for the first time in this plan, by shard. */
  units: ShardCounts;
  /** At most one for each of the plan's metrics. What nothing was counted of is left out. */
  metrics: GuardCounts[];
}

export type GuardCounts =
  | { metric: string; of: ShardCounts; bad: ShardCounts }
  /**
   * Triples of shard, bucket and count, flat, rising by shard and then bucket. Bucket i holds the values in (2^(i/8), 2^((i+1)/8)], as an
   * OpenTelemetry exponential histogram of scale 3; from `LOWEST_BUCKET`, which also holds what is not above 0, to
   * `HIGHEST_BUCKET`.
   */
  | { metric: string; cells: number[] };

/**
 * Pairs of shard and count, flat, rising by shard: `[3, 17, 9, 4]` is 17 in shard 3 and 4 in shard 9. A context's shard are the top 5
 * bits of `bucket(salt, "#", key)`, where `key` is what the rollout buckets by.
 */
export type ShardCounts = number[];

export const GUARD_EVERY_MS = 2_000;
export const MAX_GUARD_REPORTS = 20;
export const MAX_GUARD_METRICS = 20;
export const GUARD_SHARDS = 32;

/** Server SDKs only: evaluations as they happened, for somebody who is looking. A sample: `dropped` says what it leaves out. */
export interface Evaluations {
  type: "evaluations";
  /** At most {@link MAX_EVALUATIONS}; a context of more than {@link MAX_CONTEXT_BYTES} is left out with its evaluation. */
  items: {
    flag: string;
    variant: string | null;
    reason: Reason;
    ruleId?: string;
    errorCode?: ErrorCode;
    /** Milliseconds since 1970, by the SDK's clock. */
    at: number;
    /** Private attributes were taken out by the SDK. */
    context: EvaluationContext;
  }[];
  dropped?: number;
}

/** Of one such message. */
export const MAX_EVALUATIONS = 100;

/** Of one context as JSON, wherever one comes to the server: it may stay in memory for as long as a connection. */
export const MAX_CONTEXT_BYTES = 8 * 1024;

export type SdkMessage = Hello | Applied | Resync | ContextChange | Report | Guards | Evaluations;

// ---- what the server sends --------------------------------------------------------------------

/** "You have it all." Browsers, which can't see pings, hear it again with every ping. */
export interface Current {
  type: "current";
  version: number;
}

/** Replace everything. `Flag` is {@link FlagData} for servers and {@link ClientFlag} for browsers. */
export interface Snapshot<Flag = FlagData> {
  type: "snapshot";
  epoch: string;
  version: number;
  /** As in {@link Have}. */
  stamp?: string;
  flags: Flag[];
  /** Absent for browsers, which never see segments. */
  segments?: SegmentData[];
  /** Browsers only: whom it was evaluated for. Absent when the browser gave its context no number. */
  contextId?: number;
}

/** Apply on top of version `from`. Flags and segments are whole, never partial. */
export interface Changes<Flag = FlagData> {
  type: "changes";
  from: number;
  to: number;
  /** As in {@link Have}, of `to`. */
  stamp?: string;
  flags: Flag[];
  segments?: SegmentData[];
  removed: { flags: string[]; segments?: string[] };
}

/** "I am going: reconnect after a random time up to this." */
export interface GoAway {
  type: "goaway";
  afterMs: number;
}

/**
 * Server SDKs only: "somebody is looking at these flags; send `evaluations` of them, at most one message a second, for so
 * long". Replaces the `watch` before; no flags stop it.
 */
export interface Watch {
  type: "watch";
  flags: string[];
  forMs: number;
}

export type ServerMessage<Flag = FlagData> = Current | Snapshot<Flag> | Changes<Flag> | GoAway;

// ---- what a browser knows of a flag -----------------------------------------------------------

/** An answer that is final: the same for everyone, or evaluated on the server for this context. */
export interface ClientAnswer {
  key: string;
  variant: string;
  value: JsonValue;
  reason: Reason;
  /** Only where this context is in the rollout that is guarded. */
  guard?: ClientGuard & {
    /** Which group the context is in. */
    treated: boolean;
    /** The context's shard: see {@link ShardCounts}. */
    shard: number;
  };
}

/** What a browser may know of a guarded rollout: not where in the flag it is. */
export type ClientGuard = Omit<FlagGuard, "rule">;

/**
 * A pure percentage rollout, which the browser buckets itself. No rule, no list, nobody's key. Shares are bounds in the hash's
 * range, 0 to 2^32, and the attribute is a path in parts: so the browser has nothing to prepare.
 */
export interface ClientRollout {
  key: string;
  salt: string;
  /** Exposed is whose hash with `"."` is below. */
  below: number;
  /** An exposed context gets the first variant that its hash with `":"` is below. */
  variants: { variant: string; value: JsonValue; below: number }[];
  otherwise: { variant: string; value: JsonValue };
  /** @default ["targetingKey"] */
  bucketBy?: readonly string[];
  /** Exposed contexts are treated; the others are control. */
  guard?: ClientGuard;
}

/** No answer for this context: the caller's default takes its place. */
export interface ClientError {
  key: string;
  errorCode: ErrorCode;
}

export type ClientFlag = ClientAnswer | ClientRollout | ClientError;
