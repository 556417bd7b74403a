import {
  ErrorCode,
  type EvaluationContext,
  GeneralError,
  type JsonValue,
  OpenFeatureEventEmitter,
  type Provider,
  ProviderEvents,
  ProviderFatalError,
  type ResolutionDetails,
  type TrackingEventDetails,
} from "@openfeature/server-sdk";
import { type LinkWatch, watchLink } from "@switchyard/core/client";
import { createClient } from "../client.ts";
import type { Client } from "../client-types.ts";
import type { ClientOptions } from "../options.ts";
import { timer } from "../timer.ts";
import { withoutDates } from "./without-dates.ts";

export interface ProviderOptions {
  /**
   * How long `initialize` waits for the first flags, in milliseconds.
   * @default 3000
   */
  timeoutMs?: number | undefined;
  /**
   * How long the link may be away before the provider is stale, in milliseconds.
   * @default 5000
   */
  staleAfterMs?: number | undefined;
}

/**
 * Switchyard as a provider of OpenFeature's server SDK.
 *
 * @example
 * await OpenFeature.setProviderAndWait(new SwitchyardProvider({ url, sdkKey }));
 */
export class SwitchyardProvider implements Provider {
  readonly metadata = { name: "switchyard" } as const;
  readonly runsOn = "server";
  readonly events = new OpenFeatureEventEmitter();
  readonly #given: ClientOptions | Client;
  readonly #options: ProviderOptions;
  #client: Client | undefined;
  #watch: LinkWatch | undefined;

  /**
   * @param client what `createClient` takes, or a client that the application made; that one stays its own to close
   */
  constructor(client: ClientOptions | Client = {}, options: ProviderOptions = {}) {
    this.#given = client;
    this.#options = options;
    if (isClient(client)) this.#client = client;
  }

  /** What evaluates, for all that OpenFeature has no word for; absent before `initialize` and after `onClose`. */
  get client(): Client | undefined {
    return this.#client;
  }

  /**
   * Waits for flags: the server's, or those of the copy on disk.
   *
   * @throws ProviderFatalError when it can't work as it is set up: no url, a key that is refused
   * @throws GeneralError when none came in time; the provider becomes ready when they come later
   */
  async initialize(): Promise<void> {
    this.#client ??= isClient(this.#given) ? this.#given : createClient(this.#given);
    this.#watch?.stop();
    const watch = watchLink(this.#client, this.#signals, this.#options.staleAfterMs ?? 5_000, timer);
    this.#watch = watch;
    const { status, error } = await this.#client.waitForReady({ timeoutMs: this.#options.timeoutMs });
    if (status === "ready" || status === "cached") return watch.toldReady();
    watch.toldError();
    if (status === "failed") throw new ProviderFatalError(error?.message);
    throw new GeneralError(error?.message ?? "the first flags did not come in time");
  }

  /** May be called twice. */
  async onClose(): Promise<void> {
    this.#watch?.stop();
    this.#watch = undefined;
    if (isClient(this.#given)) return;
    const client = this.#client;
    this.#client = undefined;
    await client?.close();
  }

  track(event: string, context: EvaluationContext, { value }: TrackingEventDetails = {}): void {
    this.#client?.track(event, context, { value });
  }

  async resolveBooleanEvaluation(key: string, defaultValue: boolean, context: EvaluationContext) {
    return this.#resolve(key, defaultValue, false, context);
  }

  async resolveStringEvaluation(key: string, defaultValue: string, context: EvaluationContext) {
    return this.#resolve(key, defaultValue, "", context);
  }

  async resolveNumberEvaluation(key: string, defaultValue: number, context: EvaluationContext) {
    return this.#resolve(key, defaultValue, 0, context);
  }

  async resolveObjectEvaluation<T extends JsonValue>(key: string, defaultValue: T, context: EvaluationContext) {
    return this.#resolve<T>(key, defaultValue, {} as T, context);
  }

  readonly #signals = {
    ready: () => this.events.emit(ProviderEvents.Ready),
    stale: () =>
      this.events.emit(ProviderEvents.Stale, { message: "no link to the server; the last known flags answer" }),
    changed: (flagsChanged: string[]) => this.events.emit(ProviderEvents.ConfigurationChanged, { flagsChanged }),
  };

  /** @param like of the type that is asked for: the default may be anything at run time, `null` too */
  #resolve<T>(key: string, defaultValue: T, like: T, context: EvaluationContext): ResolutionDetails<T> {
    const details = this.#client?.getDetails<T>(key, withoutDates(context), like);
    if (!details || details.errorCode) {
      return {
        value: defaultValue,
        reason: "ERROR",
        errorCode: (details?.errorCode as ErrorCode | undefined) ?? ErrorCode.PROVIDER_NOT_READY,
        errorMessage: details?.errorMessage ?? "the provider is not initialized",
      };
    }
    const { value, variant, reason, ruleId, version } = details;
    const flagMetadata = {
      ...details.flagMetadata,
      ...(ruleId !== undefined && { ruleId }),
      ...(version !== undefined && { version }),
    };
    return { value, variant, reason, flagMetadata };
  }
}

const isClient = (given: ClientOptions | Client): given is Client => "waitForReady" in given;
