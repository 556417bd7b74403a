import type { ErrorCode, Reason } from "@switchyard/core";

/** An answer and why it is that one. */
export interface Details<T> {
  value: T;
  /** Absent when the default was given. */
  variant?: string;
  reason: Reason;
  /** The rule that decided. */
  ruleId?: string;
  /** Of the flags that gave this answer; absent before the first ones came. */
  version?: number;
  /** There is no live connection now: the answer is the last known good one. */
  stale: boolean;
  errorCode?: ErrorCode;
  errorMessage?: string;
  flagMetadata: Record<string, string | number | boolean>;
}
