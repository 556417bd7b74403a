import type { ErrorCode, EvaluationContext, Reason } from "@switchyard/core";
import type { Events, Status } from "@switchyard/core/client";

export interface ClientOptions {
  /** Where the server is, such as `https://flags.example.com`. */
  url: string;
  /** A client key of the environment, `sw_client_…`. It is public. */
  clientKey: string;
  /**
   * Whom the answers are for: `{ targetingKey, ...attributes }`. Copied as JSON.
   * @default {}
   */
  context?: EvaluationContext;
}

/** An answer and why it is that one. */
export interface Details<T> {
  value: T;
  /** Absent when the default was given. */
  variant?: string;
  reason: Reason;
  /** Of the flags that gave this answer; absent before the first ones came. */
  version?: number;
  /** There is no live connection now: the answer is the last known good one. */
  stale: boolean;
  errorCode?: ErrorCode;
}

export interface ReadyResult {
  /** `timeout`: not yet, and the client goes on trying. `failed`: the key was refused, or there is no WebSocket. */
  status: "ready" | "timeout" | "failed";
  version?: number;
  error?: Error;
}

/** Answers are synchronous, come from memory, and never throw. */
export interface Client {
  /**
   * @param defaultValue given when there is no answer: no such flag, not ready yet, not a boolean flag
   * @default defaultValue false
   */
  isEnabled(key: string, defaultValue?: boolean): boolean;
  /** @param defaultValue given when there is no answer, or one of another type than this */
  getValue(key: string, defaultValue: boolean): boolean;
  getValue(key: string, defaultValue: string): string;
  getValue(key: string, defaultValue: number): number;
  getValue<T>(key: string, defaultValue: T): T;
  /** As {@link getValue}, with the reason. */
  getDetails(key: string, defaultValue: boolean): Details<boolean>;
  getDetails(key: string, defaultValue: string): Details<string>;
  getDetails(key: string, defaultValue: number): Details<number>;
  getDetails<T>(key: string, defaultValue: T): Details<T>;

  /**
   * Changes whom the answers are for. Until the new ones are here the old ones are given, never a mix.
   * @returns settles when the answers for the new context are here, or after `timeoutMs`; never rejects
   * @default options.timeoutMs 3000
   */
  setContext(context: EvaluationContext, options?: { timeoutMs?: number }): Promise<void>;
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
  close(): void;
}
