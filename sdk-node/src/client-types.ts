import type { ErrorCode, EvaluationContext, Explanation, Reason } from "@switchyard/core";
import type { Events, Status } from "@switchyard/core/client";
import type { ReadyResult } from "./readiness.ts";

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

/** Flags for one context: a request, a job, a person. */
export interface BoundFlags {
  isEnabled(key: string, defaultValue?: boolean): boolean;
  getValue(key: string, defaultValue: boolean): boolean;
  getValue(key: string, defaultValue: string): string;
  getValue(key: string, defaultValue: number): number;
  getValue<T>(key: string, defaultValue: T): T;
  getDetails(key: string, defaultValue: boolean): Details<boolean>;
  getDetails(key: string, defaultValue: string): Details<string>;
  getDetails(key: string, defaultValue: number): Details<number>;
  getDetails<T>(key: string, defaultValue: T): Details<T>;
  explain(key: string): Explanation;
}

/** Answers are synchronous, come from memory, and never throw. */
export interface Client {
  /**
   * @param context whom the answer is for: `{ targetingKey, ...attributes }`
   * @param defaultValue given when there is no answer: no such flag, not ready yet, not a boolean flag
   * @default defaultValue false
   */
  isEnabled(key: string, context?: EvaluationContext, defaultValue?: boolean): boolean;
  /** @param defaultValue given when there is no answer, or one of another type than this */
  getValue(key: string, context: EvaluationContext | undefined, defaultValue: boolean): boolean;
  getValue(key: string, context: EvaluationContext | undefined, defaultValue: string): string;
  getValue(key: string, context: EvaluationContext | undefined, defaultValue: number): number;
  getValue<T>(key: string, context: EvaluationContext | undefined, defaultValue: T): T;
  /** As {@link getValue}, with the reason. */
  getDetails(key: string, context: EvaluationContext | undefined, defaultValue: boolean): Details<boolean>;
  getDetails(key: string, context: EvaluationContext | undefined, defaultValue: string): Details<string>;
  getDetails(key: string, context: EvaluationContext | undefined, defaultValue: number): Details<number>;
  getDetails<T>(key: string, context: EvaluationContext | undefined, defaultValue: T): Details<T>;
  /** The whole way to the answer: each prerequisite, target, rule and condition, passed or not. */
  explain(key: string, context?: EvaluationContext): Explanation;
  /** The same flags with the context given once. */
  forContext(context: EvaluationContext): BoundFlags;

  /**
   * Waits for the first flags; without it, defaults are given until they come. Never rejects and never hangs.
   * @param options.timeoutMs the longest wait in milliseconds
   * @default options.timeoutMs 3000
   */
  waitForReady(options?: { timeoutMs?: number }): Promise<ReadyResult>;
  /** @returns what stops the listening. A listener that throws stops nothing else; its first error is logged. */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => unknown): () => void;
  readonly status: Status;
  /** Disconnects for good; answers stay what they were. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
