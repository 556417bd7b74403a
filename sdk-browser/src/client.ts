import { type ClientFlag, clientFailure, type EvaluationContext, PROTOCOL_VERSION } from "@switchyard/core";
import {
  type ConnectionState,
  connect,
  createEmitter,
  createStore,
  type Events,
  type Held,
  isRefusal,
} from "@switchyard/core/client";
import { version as sdkVersion } from "../package.json";
import { type Answers, answer, takeFor } from "./answers.ts";
import type { Client, ClientOptions, Details } from "./client-types.ts";
import { browserPlatform, watchWakeUps } from "./platform.ts";

const TIMEOUT_MS = 3_000;
const SDK = `browser/${sdkVersion}`;

/**
 * Flags for the person in front of this browser, kept current. Make one for the life of the page. Never throws.
 *
 * @example
 * const flags = createClient({ url, clientKey: "sw_client_…", context: { targetingKey: "user-1" } });
 * await flags.waitForReady();
 * if (flags.isEnabled("checkout-v2")) …
 */
export function createClient({ url, clientKey, context }: ClientOptions): Client {
  const instance = Math.random().toString(36).slice(2);
  const life = new AbortController();
  const said = new Set<unknown>();
  const waiting = new Set<() => void>();
  const emitter = createEmitter<Events>(say);
  const store = createStore(takeFor(() => asked.context));
  /** Whom the answers should be for, and for whom the server was asked last. */
  let wanted = { context: copy(context), contextId: 0 };
  let asked = wanted;
  let state: ConnectionState = "connecting";
  let lastSyncAt: number | undefined;
  let error: Error | undefined;
  let refused = false;

  const connection = connect<ClientFlag>(browserPlatform(url), {
    hello() {
      asked = wanted;
      // What is held for another context is of no use.
      const have = isAnswered() ? store.held?.have : undefined;
      return { type: "hello", protocol: PROTOCOL_VERSION, sdk: SDK, instance, key: clientKey, have, ...asked };
    },
    accept(message) {
      // What was on its way to the one before: to a resync, or sent unasked.
      if ("contextId" in message && message.contextId !== asked.contextId) return true;
      const before = store.held;
      const changed = store.accept(message);
      if (!changed) return false;
      lastSyncAt = Date.now();
      const { version } = (store.held as Held<Answers>).have;
      if (!before) emitter.emit("ready", { version });
      if (changed.length) {
        const change = { version, flags: changed };
        emitter.emit("change", change);
        for (const key of changed) emitter.emit(`change:${key}`, change);
      }
      ask();
      return true;
    },
    have: () => store.held?.have,
    state(next, why) {
      const before = state;
      state = next;
      if (why) {
        refused = isRefusal(why);
        problem(`${why.reason || why.code}`);
      }
      if (state !== before) emitter.emit("connection", client.status);
      ask();
    },
    problem,
  });
  watchWakeUps(connection.wake, life.signal);

  const isAnswered = () => store.held?.data.context === asked.context;

  /** One question at a time, however often it changes: the server counts what it is told. */
  function ask() {
    if (refused || (isAnswered() && asked === wanted)) {
      for (const proceed of waiting) proceed();
    } else if (isAnswered() && state === "live") {
      asked = wanted;
      connection.send({ type: "context", ...asked });
    }
  }

  function problem(reason: string) {
    error = new Error(`${url}: ${reason}`);
    say(error.message);
    emitter.emit("error", error);
  }

  /** Each thing once. */
  function say(what: unknown) {
    if (!said.has(what)) console.warn("[switchyard]", what);
    said.add(what);
  }

  /** As the server will see it, and out of reach of later changes. */
  function copy(from: EvaluationContext = {}): EvaluationContext {
    try {
      return { ...JSON.parse(JSON.stringify(from)) };
    } catch (error) {
      say(error);
      return {};
    }
  }

  /** Waits until nothing is left to ask, at most so long. */
  function answered({ timeoutMs = TIMEOUT_MS } = {}) {
    return new Promise<void>((resolve) => {
      const proceed = () => {
        waiting.delete(proceed);
        clearTimeout(deadline);
        resolve();
      };
      const deadline = setTimeout(proceed, timeoutMs);
      waiting.add(proceed);
      ask();
    });
  }

  function getDetails<T>(key: string, defaultValue: T): Details<T> {
    const { held } = store;
    const found = held ? answer(held.data, key) : clientFailure("PROVIDER_NOT_READY");
    const { value, errorCode } = found;
    if (errorCode === "FLAG_NOT_FOUND") say(`unknown flag \`${key}\``);
    const fits = value !== undefined && (defaultValue === undefined || typeof value === typeof defaultValue);
    return {
      ...(fits ? found : clientFailure(errorCode ?? "TYPE_MISMATCH")),
      value: fits ? (value as T) : defaultValue,
      version: held?.have.version,
      stale: state !== "live",
    };
  }

  const getValue = <T>(key: string, defaultValue: T) => getDetails(key, defaultValue).value;

  const client: Client = {
    isEnabled: (key: string, defaultValue = false) => getValue(key, defaultValue),
    getValue,
    getDetails,
    setContext(next, options) {
      wanted = { context: copy(next), contextId: wanted.contextId + 1 };
      return answered(options);
    },
    async waitForReady(options) {
      if (!store.held) await answered(options);
      if (store.held) return { status: "ready", version: store.held.have.version };
      return { status: refused ? "failed" : "timeout", error };
    },
    on: emitter.on,
    get status() {
      return { state, ...store.held?.have, lastSyncAt };
    },
    close() {
      life.abort();
      connection.close();
    },
  };
  return client;
}
