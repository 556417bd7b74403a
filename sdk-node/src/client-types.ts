import type { ClientFlag, EvaluationContext, Explanation, Snapshot } from "@switchyard/core";
import type { Events, Status } from "@switchyard/core/client";
import type { BoundGetDetails, BoundGetValue, BoundIsEnabled, GetDetails, GetValue, IsEnabled } from "./asking.ts";
import type { FlagKey } from "./flag-types.ts";
import type { ReadyResult } from "./readiness.ts";

export type { Details } from "./details.ts";

/** What a browser may know, for one context. */
export type Bootstrap = Snapshot<ClientFlag>;

/** Flags for one context: a request, a job, a person. */
export interface BoundFlags {
  readonly isEnabled: BoundIsEnabled;
  readonly getValue: BoundGetValue;
  readonly getDetails: BoundGetDetails;
  explain(key: FlagKey): Explanation;
  track(event: string, options?: { value?: number | undefined }): void;
}

/** Answers are synchronous, come from memory, and never throw. */
export interface Client {
  // Told of in asking.ts, by each signature.
  readonly isEnabled: IsEnabled;
  readonly getValue: GetValue;
  readonly getDetails: GetDetails;
  /** The whole way to the answer: each prerequisite, target, rule and condition, passed or not. */
  explain(key: FlagKey, context?: EvaluationContext): Explanation;
  /** The same flags with the context given once. */
  forContext(context: EvaluationContext): BoundFlags;
  /**
   * What a browser needs to answer for this context before it has connected: pass it to `sdk-browser` as `bootstrap`, so that
   * a page that was rendered here and its first render there agree. Only flags that browsers may see, and no rules.
   *
   * @param options.keys only these flags
   * @returns plain JSON, the same as `POST /v1/client/flags` answers
   */
  bootstrap(context: EvaluationContext, options?: { keys?: readonly string[] | undefined }): Bootstrap;
  /**
   * Counts something that happened, such as `checkout.failed`. Sent with the next report, added up by name.
   *
   * @param event 1 to 100 characters without control characters
   * @param context whom it happened to
   * @param options.value a number that is added up, such as an order's worth
   * @default options.value 1
   */
  track(event: string, context?: EvaluationContext, options?: { value?: number | undefined }): void;

  /**
   * Waits for the server's flags; without it, defaults are given until they come. Never rejects and never hangs.
   * @param options.timeoutMs the longest wait in milliseconds
   * @default options.timeoutMs 3000
   */
  waitForReady(options?: { timeoutMs?: number | undefined }): Promise<ReadyResult>;
  /** @returns what stops the listening. A listener that throws stops nothing else; its first error is logged. */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => unknown): () => void;
  readonly status: Status;
  /**
   * Sends what was counted, and finishes the copy on disk. Settles when that is done, or when it can't be done now; never
   * rejects.
   * @param options.timeoutMs the longest wait in milliseconds
   * @default options.timeoutMs 2000
   */
  flush(options?: { timeoutMs?: number | undefined }): Promise<void>;
  /** As {@link flush}, then disconnects for good; answers stay what they were. */
  close(options?: { timeoutMs?: number | undefined }): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
