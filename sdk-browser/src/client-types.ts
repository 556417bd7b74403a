import type { ClientFlag, EvaluationContext, Snapshot } from "@switchyard/core";
import type { Events, Status } from "@switchyard/core/client";
import type { GetDetails, GetValue, IsEnabled } from "./asking.ts";

export type { Details } from "./details.ts";

export interface ClientOptions {
  /** Where the server is, such as `https://flags.example.com`. */
  url: string;
  /** A client key of the environment, `sw_client_…`. It is public. */
  clientKey: string;
  /**
   * Whom the answers are for: `{ targetingKey, ...attributes }`. Copied as JSON.
   * @default {}
   */
  context?: EvaluationContext | undefined;
  /** For keys that take signed contexts only: `context` as your backend signed it, with `signContext` of sdk-node. */
  contextToken?: string | undefined;
  /**
   * Answers to begin with, for `context`: what sdk-node's `bootstrap(context)` or `/v1/client/flags` gave your server. The
   * first render then equals the server's.
   */
  bootstrap?: Bootstrap | undefined;
  /**
   * Where the last good answers are kept over a reload; `null` keeps none.
   * @default localStorage
   */
  storage?: Pick<Storage, "getItem" | "setItem"> | null | undefined;
}

/** What a server knows that a browser may know, for one context. */
export type Bootstrap = Snapshot<ClientFlag>;

export interface SetContextOptions {
  /**
   * The longest wait in milliseconds.
   * @default 3000
   */
  timeoutMs?: number | undefined;
  /** The new context's, as {@link ClientOptions.contextToken}. */
  contextToken?: string | undefined;
}

export interface ReadyResult {
  /**
   * `ready`: the server's answers are here. `cached`: not yet, but those of the last visit or the bootstrap are. `timeout`:
   * nothing yet; the client goes on trying. `failed`: the key was refused.
   */
  status: "ready" | "cached" | "timeout" | "failed";
  version?: number;
  error?: Error;
}

/** Answers are synchronous, come from memory, and never throw. */
export interface Client {
  // Told of in asking.ts, by each signature.
  readonly isEnabled: IsEnabled;
  readonly getValue: GetValue;
  readonly getDetails: GetDetails;

  /**
   * Changes whom the answers are for. Until the new ones are here the old ones are given, never a mix.
   * @returns settles when the answers for the new context are here, or after `timeoutMs`; never rejects
   */
  setContext(context: EvaluationContext, options?: SetContextOptions): Promise<void>;
  /**
   * Counts something that happened, such as `checkout.failed`. Sent with the next report, added up by name.
   *
   * @param options.value a number that is added up, such as an order's worth
   * @default options.value 1
   */
  track(event: string, options?: { value?: number | undefined }): void;
  /**
   * Waits for the first flags; without it, defaults are given until they come. Never rejects and never hangs.
   * @param options.timeoutMs the longest wait in milliseconds
   * @default options.timeoutMs 3000
   */
  waitForReady(options?: { timeoutMs?: number | undefined }): Promise<ReadyResult>;
  /** @returns what stops the listening. A listener that throws stops nothing else; its first error is logged. */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => unknown): () => void;
  readonly status: Status;
  /** Sends what was counted, then disconnects for good; answers stay what they were. */
  close(): void;
}
