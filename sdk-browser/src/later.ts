import type { ClientFlag, EvaluationContext } from "@switchyard/core";
import type { Closed, Connection, ConnectionState, isRefusal, Platform, Store } from "@switchyard/core/client";
import { createPoller } from "@switchyard/core/client/poller";
import type { Answers } from "./answers.ts";
import type { ClientOptions } from "./client-types.ts";
import { createCopy } from "./copy.ts";
import { addUp, type Seen } from "./seen.ts";
import { watchWakeUps } from "./wake-ups.ts";

// What a page can do without until it has asked for its first answers, in a chunk of its own that is loaded meanwhile: plain
// requests for when the stream can't be had, reports, wake-ups, and the copy for the next visit.

const TIMEOUT_MS = 10_000;
const HEAD_START_MS = 2_000;
const REPORT_MS = 10_000;

/** What the client shares with this chunk. */
export interface LaterParts {
  options: ClientOptions;
  /** Of the server's paths for SDKs, `https://…/v1/`. */
  base: string;
  sdk: string;
  instance: string;
  store: Store<ClientFlag, Answers>;
  connection: Connection;
  platform: Platform;
  isRefusal: typeof isRefusal;
  hash(text: string): number;
  state(): ConnectionState;
  /** Whom a poll asks for: from now on answers are taken as theirs. */
  question(): { context: EvaluationContext; token?: string };
  /** What was evaluated and tracked since the last time. */
  seen(): Seen[];
  /** Takes in answers that were kept. */
  keep(text: string): void;
  onChange(listener: () => void): void;
}

export interface Later {
  state(next: ConnectionState, why?: Closed): void;
  /** Asks at once whether there is anything new. */
  wake(): void;
  close(): void;
}

export function createLater(parts: LaterParts): Later {
  const { options, base, sdk, instance, store, connection, platform, isRefusal, state, question, seen } = parts;
  const { timer, random } = platform;
  const life = new AbortController();
  const copy = createCopy(options, parts.hash);
  let seq = 0;

  /** @returns an answer of 2xx or 304; rejects with a {@link Closed} otherwise */
  async function post(path: string, body: object, headers = {}): Promise<Response> {
    const response = await fetch(base + path, {
      method: "POST",
      headers: { authorization: `Bearer ${options.clientKey}`, "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      // The last report of a page outlives it.
      keepalive: true,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { ok, status } = response;
    if (ok || status === 304) return response;
    const retryAfterMs = 1000 * Number(response.headers.get("retry-after")) || undefined;
    throw { code: 4000 + status, reason: `answered ${status}`, retryAfterMs } satisfies Closed;
  }

  const poller = createPoller({
    async poll(etag) {
      const response = await post("client/flags", question(), etag && { "if-none-match": etag });
      return response.ok ? { text: await response.text(), etag: response.headers.get("etag") } : {};
    },
    connection,
    isRefusal,
    polled: () => void flush(),
    timer,
    random,
  });

  async function flush() {
    const isLive = state() === "live";
    if (!isLive && state() !== "polling") return;
    const all = seen();
    if (isLive && !all.length) return;
    const report = { seq: ++seq, ...addUp(all) };
    if (!isLive) await post("report", { sdk, instance, applied: store.held?.have, report }).catch(() => {});
    else connection.send({ type: "report", ...report });
  }

  function failed(why: Closed) {
    if (!isRefusal(why)) poller.failed(why, !store.held);
  }

  let cancel = timer(function beat() {
    flush();
    cancel = timer(beat, REPORT_MS);
  }, REPORT_MS);
  // A stream that hangs may be swallowed on the way.
  const cancelHeadStart = timer(() => state() === "connecting" && poller.failed({}, true), HEAD_START_MS);
  function wake() {
    poller.wake();
    connection.wake();
  }
  watchWakeUps(wake, life.signal);
  if (!store.held) copy.read(question().context, parts.keep);
  parts.onChange(() => copy.write(store.held));
  if (state() === "offline") failed({});

  return {
    state(next, why) {
      if (next === "live") poller.stop();
      else if (why) failed(why);
    },
    wake,
    close() {
      life.abort();
      cancel();
      cancelHeadStart();
      poller.stop();
      flush();
      connection.close();
    },
  };
}
