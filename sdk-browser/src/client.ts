import {
  type ClientFlag,
  clientFailure,
  clientHash,
  type EvaluationContext,
  type Hello,
  PROTOCOL_VERSION,
  type Snapshot,
} from "@switchyard/core";
import {
  type ConnectionState,
  connect,
  createEmitter,
  createStore,
  type Events,
  type Held,
  parseServerMessage,
} from "@switchyard/core/client";
import { version as sdkVersion } from "../package.json";
import { type Answers, answer, takeFor } from "./answers.ts";
import type { Client, ClientOptions, Details, SetContextOptions } from "./client-types.ts";
import type { Later } from "./later.ts";
import { browserPlatform } from "./platform.ts";
import type { Seen } from "./seen.ts";

const TIMEOUT_MS = 3_000;
const MAX_SEEN = 5_000;
const SDK = `browser/${sdkVersion}`;

/**
 * Flags for the person in front of this browser, kept current. Make one for the life of the page. Never throws.
 *
 * @example
 * const flags = createClient({ url, clientKey: "sw_client_…", context: { targetingKey: "user-1" } });
 * await flags.waitForReady();
 * if (flags.isEnabled("checkout-v2")) …
 */
export function createClient(options: ClientOptions): Client {
  const { url, clientKey } = options;
  const instance = `${Math.random()}`;
  const said = new Set<string>();
  const emitter = createEmitter<Events & { settled: undefined }>(say);
  const store = createStore(takeFor(() => asked.context));
  const platform = browserPlatform(`${url}`.replace(/\/*$/, "/v1/"));
  /** Whom the answers should be for, and for whom the server was asked last. */
  let wanted = { context: plain(options.context), contextId: 0, token: options.contextToken };
  let asked = wanted;
  let state: ConnectionState = "connecting";
  let lastSyncAt: number | undefined;
  let error: Error | undefined;
  let refused = false;
  const seen: Seen[] = [];
  let later: Later | undefined;
  let isClosed = false;

  keep(JSON.stringify(options.bootstrap));

  const connection = connect<ClientFlag>(platform, {
    hello,
    accept(message) {
      // What was on its way to the one before: to a resync, or sent unasked.
      const { contextId = asked.contextId } = message as Snapshot<ClientFlag>;
      if (contextId !== asked.contextId) return true;
      const flags = store.accept(message);
      if (!flags) return false;
      const isFirst = !lastSyncAt;
      lastSyncAt = Date.now();
      const { version } = (store.held as Held<Answers>).have;
      const change = { version, flags };
      if (isFirst) emitter.emit("ready", change);
      if (flags.length) {
        emitter.emit("change", change);
        for (const key of flags) emitter.emit(`change:${key}`, change);
      }
      ask();
      return true;
    },
    have: () => store.held?.have,
    state(next, why) {
      const before = state;
      state = next;
      if (why) {
        // As core's isRefusal, which would become a chunk that both of ours wait for.
        refused = why.code === 4401 || why.code === 4403;
        problem(why.reason || "no connection");
      }
      if (state !== before) emitter.emit("connection", client.status);
      later?.state(next, why);
      ask();
    },
    problem,
  });
  import("./later.ts").then(({ createLater }) => {
    if (isClosed) return;
    later = createLater({
      options,
      client,
      store,
      connection,
      platform,
      hash: clientHash,
      hello,
      seen,
      keep,
    });
  }, say);

  /** Who asks, and for whom: what comes from now on is taken as their answers. */
  function hello(): Hello {
    asked = wanted;
    // What is held for another context is of no use.
    const have = isAnswered() ? store.held?.have : undefined;
    return { type: "hello", protocol: PROTOCOL_VERSION, sdk: SDK, instance, key: clientKey, have, ...asked };
  }

  function note(...what: Seen) {
    if (seen.length < MAX_SEEN) seen.push(what);
  }

  function isAnswered() {
    return store.held?.data.context === asked.context;
  }

  /** One question at a time, however often it changes: the server counts what it is told. */
  function ask() {
    if (refused || (isAnswered() && asked === wanted)) emitter.emit("settled", undefined);
    else if (isAnswered() && state === "live") {
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
    const text = `${what}`;
    if (!said.has(text)) console.warn("[switchyard]", what);
    said.add(text);
  }

  /** As the server will see it, and out of reach of later changes. */
  function plain(from: EvaluationContext = {}): EvaluationContext {
    try {
      return { ...JSON.parse(JSON.stringify(from)) };
    } catch (error) {
      say(error);
      return {};
    }
  }

  /** Takes what there was before, if it is good. */
  function keep(text: string) {
    const message = parseServerMessage<ClientFlag>(text);
    if (message && "epoch" in message) store.accept(message);
  }

  /** Waits until nothing is left to ask, at most so long. */
  function answered({ timeoutMs = TIMEOUT_MS } = {}) {
    return new Promise<void>((resolve) => {
      const stop = emitter.on("settled", done);
      // Keeps a process alive, unlike all others: somebody waits.
      const deadline = setTimeout(done, timeoutMs);
      function done() {
        stop();
        clearTimeout(deadline);
        resolve();
      }
      ask();
    });
  }

  function getDetails<T>(key: string, defaultValue: T): Details<T> {
    const { held } = store;
    const found = held ? answer(held.data, key) : clientFailure("PROVIDER_NOT_READY");
    const { value, errorCode } = found;
    const fits = value !== undefined && (defaultValue === undefined || typeof value === typeof defaultValue);
    if (held) {
      note(key, fits ? found.variant : errorCode === "FLAG_NOT_FOUND" ? undefined : null);
      if (!fits) later?.explain(key);
    }
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
    setContext(context, options: SetContextOptions = {}) {
      wanted = { context: plain(context), contextId: wanted.contextId + 1, token: options.contextToken };
      if (state !== "live") (later ?? connection).wake();
      return answered(options);
    },
    track: (event, { value = 1 } = {}) => note(0, event, value),
    async waitForReady(options) {
      if (!lastSyncAt) await answered(options);
      if (store.held) return { status: lastSyncAt ? "ready" : "cached", version: store.held.have.version };
      return { status: refused ? "failed" : "timeout", error };
    },
    on: emitter.on,
    get status() {
      return { state, ...store.held?.have, lastSyncAt };
    },
    close() {
      isClosed = true;
      (later ?? connection).close();
    },
  };
  return client;
}
