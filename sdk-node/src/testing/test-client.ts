import type { EvaluationContext, FlagData, JsonValue } from "@switchyard/core";
import { createEmitter, createStore, type Events } from "@switchyard/core/client";
import { createAdvice, type Logger } from "../advice.ts";
import { bind, createAnswers } from "../answers.ts";
import { bootstrapFor } from "../bootstrap.ts";
import type { Client } from "../client-types.ts";
import { createTakeRuleset } from "../take-ruleset.ts";
import { fixedFlag, type TestRuleset } from "./test-ruleset.ts";

export interface TestClientOptions {
  /** Flags with their rules, which answer as in the service until they are set. */
  ruleset?: TestRuleset | undefined;
  /**
   * Hears of unknown flags and wrong types, as in an application.
   * @default console
   */
  logger?: Logger | undefined;
}

/** What `track` was told. */
export interface Tracked {
  event: string;
  context: EvaluationContext | undefined;
  value: number | undefined;
}

export interface TestClient extends Client {
  /**
   * Gives everyone this value from now on; listeners hear of the change before it returns.
   * @throws TypeError when JSON has no such value, or the flag is of another type in the ruleset
   */
  set(key: string, value: JsonValue): void;
  set(values: Readonly<Record<string, JsonValue>>): void;
  /** Back to what the client was made with; forgets what was tracked. */
  reset(): void;
  /** What `track` was told since the beginning or the last `reset`. */
  readonly tracked: readonly Tracked[];
}

const EPOCH = "test";

/**
 * A client for tests: the same interface and the same evaluator as `createClient`, ready at once, with no server, no
 * network and no timer.
 *
 * @param values by flag key: what everyone gets
 * @throws TypeError as {@link TestClient.set}
 * @example
 * const flags = createTestClient({ "checkout-v2": true, "upload-limit-mb": 50 });
 */
export function createTestClient(
  values: Readonly<Record<string, JsonValue>> = {},
  options: TestClientOptions = {},
): TestClient {
  const { ruleset } = options;
  const advice = createAdvice(options.logger ?? console);
  const store = createStore(createTakeRuleset(advice));
  const emitter = createEmitter<Events>((error) => advice.once("error", `a listener failed: ${error}`));
  const known = new Map((ruleset?.flags ?? []).map((flag) => [flag.key, flag]));
  const tracked: Tracked[] = [];
  const fix = (given: Readonly<Record<string, JsonValue>>) =>
    Object.entries(given).map(([key, value]) => fixedFlag(key, value, known.get(key)));
  const first = new Map([...known.values(), ...fix(values)].map((flag) => [flag.key, flag]));
  store.accept({
    type: "snapshot",
    epoch: EPOCH,
    version: 1,
    flags: [...first.values()],
    segments: [...(ruleset?.segments ?? [])],
  });

  const version = () => store.held?.have.version ?? 0;

  function take(flags: FlagData[], removed: string[] = []) {
    const from = version();
    const changed = store.accept({ type: "changes", from, to: from + 1, flags, removed: { flags: removed } }) ?? [];
    if (changed.length === 0) return;
    const change = { version: from + 1, flags: changed };
    emitter.emit("change", change);
    for (const key of changed) emitter.emit(`change:${key}`, change);
  }

  const done = async () => {};
  const client: TestClient = {
    ...createAnswers({
      store,
      isLive: () => true,
      isConnecting: () => false,
      advice,
      place: { environment: undefined },
      counts: { unknown() {} },
      samples: { flags: undefined, note() {} },
      guards: { running: undefined, evaluated() {} },
      overrides: new Map(),
    }),
    set(keys: string | Readonly<Record<string, JsonValue>>, value?: JsonValue) {
      take(fix(typeof keys === "string" ? { [keys]: value as JsonValue } : keys));
    },
    reset() {
      tracked.length = 0;
      const added = [...(store.held?.data.flags.keys() ?? [])].filter((key) => !first.has(key));
      take([...first.values()], added);
    },
    tracked,
    forContext: (context) => bind(client, context),
    bootstrap: (context, options) => bootstrapFor(store.held, context, options?.keys),
    track: (event, context, options) => void tracked.push({ event, context, value: options?.value }),
    waitForReady: async () => ({ status: "ready", version: version() }),
    on: emitter.on,
    get status() {
      return { state: "live" as const, epoch: EPOCH, version: version() };
    },
    flush: done,
    close: done,
    [Symbol.asyncDispose]: done,
  };
  // Heard by who listens from the first moment on, as of a client that has to wait.
  queueMicrotask(() => emitter.emit("ready", { version: version() }));
  return client;
}
