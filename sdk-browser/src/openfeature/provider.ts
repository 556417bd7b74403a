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
} from "@openfeature/web-sdk";
import { type LinkWatch, watchLink } from "@switchyard/core/client";
import { createClient } from "../client.ts";
import type { Client, ClientOptions } from "../client-types.ts";

type Told = ProviderEvents.Ready | ProviderEvents.Stale | ProviderEvents.ConfigurationChanged;

export interface ProviderOptions extends Omit<ClientOptions, "context" | "contextToken"> {
  /** For keys that take signed contexts only: gives the context as your backend signed it. */
  contextToken?: ((context: EvaluationContext) => string | undefined | Promise<string | undefined>) | undefined;
  /**
   * How long `initialize` and a change of context wait for answers, in milliseconds.
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
 * Switchyard as a provider of OpenFeature's web SDK. Whom the answers are for is what `OpenFeature.setContext` was given.
 *
 * @example
 * await OpenFeature.setProviderAndWait(new SwitchyardProvider({ url, clientKey: "sw_client_…" }));
 */
export class SwitchyardProvider implements Provider {
  readonly metadata = { name: "switchyard" } as const;
  readonly runsOn = "client";
  readonly events = new OpenFeatureEventEmitter();
  readonly #options: ProviderOptions;
  #client: Client | undefined;
  #watch: LinkWatch | undefined;
  /** Changes of context under way: what changes by them is told by OpenFeature. */
  #reconciling = 0;

  constructor(options: ProviderOptions) {
    this.#options = options;
  }

  /** What evaluates, for all that OpenFeature has no word for; absent before `initialize` and after `onClose`. */
  get client(): Client | undefined {
    return this.#client;
  }

  /**
   * Waits for answers: the server's, or those of the last visit or the bootstrap.
   *
   * @throws ProviderFatalError when the key is refused
   * @throws GeneralError when none came in time; the provider becomes ready when they come later
   */
  async initialize(context: EvaluationContext = {}): Promise<void> {
    await this.onClose();
    const { contextToken, timeoutMs, staleAfterMs = 5_000, ...options } = this.#options;
    const client = createClient({ ...options, context, contextToken: await contextToken?.(context) });
    const watch = watchLink(client, this.#signals, staleAfterMs, timer);
    this.#client = client;
    this.#watch = watch;
    const { status, error } = await client.waitForReady({ timeoutMs });
    if (status === "ready" || status === "cached") return watch.toldReady();
    watch.toldError();
    if (status === "failed") throw new ProviderFatalError(error?.message);
    throw new GeneralError(error?.message ?? "the first answers did not come in time");
  }

  /** @throws GeneralError when the answers for the new context can't be had now; the provider becomes ready when they come */
  async onContextChange(_before: EvaluationContext, context: EvaluationContext): Promise<void> {
    const { contextToken, timeoutMs } = this.#options;
    this.#reconciling++;
    try {
      await this.#client?.setContext(context, { timeoutMs, contextToken: await contextToken?.(context) });
    } finally {
      this.#reconciling--;
    }
    const state = this.#client?.status.state;
    if (state === "live" || state === "polling") return this.#watch?.toldReady();
    this.#watch?.toldError();
    throw new GeneralError("no link to the server: the answers are still those for the context before");
  }

  /** May be called twice. */
  async onClose(): Promise<void> {
    this.#watch?.stop();
    this.#client?.close();
    this.#watch = undefined;
    this.#client = undefined;
  }

  track(event: string, _context: EvaluationContext, { value }: TrackingEventDetails = {}): void {
    this.#client?.track(event, { value });
  }

  resolveBooleanEvaluation(key: string, defaultValue: boolean) {
    return this.#resolve(key, defaultValue, false);
  }

  resolveStringEvaluation(key: string, defaultValue: string) {
    return this.#resolve(key, defaultValue, "");
  }

  resolveNumberEvaluation(key: string, defaultValue: number) {
    return this.#resolve(key, defaultValue, 0);
  }

  resolveObjectEvaluation<T extends JsonValue>(key: string, defaultValue: T) {
    return this.#resolve<T>(key, defaultValue, {} as T);
  }

  readonly #signals = {
    ready: () => this.#tell(ProviderEvents.Ready),
    stale: () =>
      this.#tell(ProviderEvents.Stale, { message: "no link to the server; the last known answers are given" }),
    changed: (flagsChanged: string[]) => {
      if (this.#reconciling === 0) this.#tell(ProviderEvents.ConfigurationChanged, { flagsChanged });
    },
  };

  #tell(event: Told, details?: { message?: string; flagsChanged?: string[] }) {
    // biome-ignore lint/complexity/useLiteralKeys: this package's build shortens its own `emit`, and this one is OpenFeature's.
    this.events["emit"](event, details);
  }

  /** @param like of the type that is asked for: the default may be anything at run time, `null` too */
  #resolve<T>(key: string, defaultValue: T, like: T): ResolutionDetails<T> {
    const details = this.#client?.getDetails<T>(key, like);
    if (!details || details.errorCode) {
      const errorCode = (details?.errorCode as ErrorCode | undefined) ?? ErrorCode.PROVIDER_NOT_READY;
      return { value: defaultValue, reason: "ERROR", errorCode };
    }
    const { value, variant, reason, version } = details;
    return { value, variant, reason, flagMetadata: version === undefined ? {} : { version } };
  }
}

function timer(call: () => void, ms: number): () => void {
  const handle = setTimeout(call, ms);
  return () => clearTimeout(handle);
}
