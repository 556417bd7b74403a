import type { ErrorCode, EvaluationContext, FlagData, JsonValue, Reason, SegmentData } from "./flag.ts";

/** The WebSocket subprotocol of `GET /v1/stream`. */
export const SUBPROTOCOL = "switchyard.v1";
export const PROTOCOL_VERSION = 1;

/** Which state an SDK holds: an environment's version counts within one epoch only. */
export interface Have {
  epoch: string;
  version: number;
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
}

export type SdkMessage = Hello | Applied | Resync | ContextChange;

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
  flags: Flag[];
  segments?: SegmentData[];
  removed: { flags: string[]; segments?: string[] };
}

/** "I am going: reconnect after a random time up to this." */
export interface GoAway {
  type: "goaway";
  afterMs: number;
}

export type ServerMessage<Flag = FlagData> = Current | Snapshot<Flag> | Changes<Flag> | GoAway;

// ---- what a browser knows of a flag -----------------------------------------------------------

/** An answer that is final: the same for everyone, or evaluated on the server for this context. */
export interface ClientAnswer {
  key: string;
  variant: string;
  value: JsonValue;
  reason: Reason;
}

/** A pure percentage rollout, which the browser buckets itself. No rule, no list, nobody's key. */
export interface ClientRollout {
  key: string;
  salt: string;
  percentage: number;
  variants: { variant: string; value: JsonValue; weight: number }[];
  otherwise: { variant: string; value: JsonValue };
  bucketBy?: string;
}

/** No answer for this context: the caller's default takes its place. */
export interface ClientError {
  key: string;
  errorCode: ErrorCode;
}

export type ClientFlag = ClientAnswer | ClientRollout | ClientError;
