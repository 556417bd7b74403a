import type { ClientFlag, Hello } from "@switchyard/core";
import type { Closed, Connection, ConnectionState, Platform, Store } from "@switchyard/core/client";
import { createPacer, createPoller } from "@switchyard/core/client/recovery";
import type { Answers } from "./answers.ts";
import type { Client, ClientOptions } from "./client-types.ts";
import { createCopy } from "./copy.ts";
import type { PageGuards } from "./guards.ts";
import { addUp, type Seen } from "./seen.ts";
import { watchWakeUps } from "./wake-ups.ts";

// What a page can do without until it has asked for its first answers, in a chunk of its own that is loaded meanwhile: plain
// requests for when the stream can't be had, reports, wake-ups, and the copy for the next visit.

const TIMEOUT_MS = 10_000;
const HEAD_START_MS = 2_000;
const REPORT_MS = 10_000;
/** Keys that are remembered: what an application makes up at run time must not fill its memory. */
const MAX_ADVISED = 1_000;

/** What the client shares with this chunk. */
export interface LaterParts {
  options: ClientOptions;
  client: Pick<Client, "status" | "on" | "getDetails">;
  store: Store<ClientFlag, Answers>;
  connection: Connection;
  platform: Platform;
  hash(text: string): number;
  /** Who asks, and for whom: what comes from now on is taken as their answers. */
  hello(): Hello;
  /** What was evaluated and tracked since the last report. */
  seen: Seen[];
  /** Takes in answers that were kept. */
  keep(text: string): void;
}

export interface Later {
  state(next: ConnectionState, why?: Closed): void;
  /** The default was given for this key, although there are flags. */
  explain(key: string): void;
  /** Asks at once whether there is anything new. */
  wake(): void;
  close(): void;
}

export function createLater(parts: LaterParts): Later {
  const { options, client, store, connection, platform, hello, seen } = parts;
  const base = `${options.url}`.replace(/\/*$/, "/v1/");
  const { timer, random } = platform;
  const life = new AbortController();
  const advised = new Set<string>();
  const copy = createCopy(options, parts.hash);
  /** A report on its way. The server takes them by their numbers: one that overtakes another makes that one's counts lost. */
  let isTelling = false;
  let seq = 0;
  let guardSeq = 0;
  let guards: PageGuards | undefined;
  let before = store.held;
  /** For the next report, and known to the guards. */
  let noted: Seen[] = [];
  platform.pacer = createPacer(random);

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
    const { ok, status, headers: told } = response;
    // Whoever answers all paths with a page is no server of ours: the stream's line says so already.
    if ((ok && !told.get("content-type")?.includes("html")) || status === 304) return response;
    // A date in it is no number, and no wish.
    const retryAfterMs = 1000 * Number(told.get("retry-after"));
    throw { retryAfterMs, code: 4000 + status, reason: `answered ${status}` } satisfies Closed;
  }

  const poller = createPoller({
    async poll(etag) {
      const { context, token } = hello();
      const response = await post("client/flags", { context, token }, etag && { "if-none-match": etag });
      return response.ok ? { text: await response.text(), etag: response.headers.get("etag") } : {};
    },
    connection,
    polled: () => void flush(),
    timer,
    random,
  });

  /** What is said of mistakes is loaded with the first one. */
  function explain(key: string) {
    if (advised.has(key) || advised.size >= MAX_ADVISED) return;
    advised.add(key);
    import("./advice.ts").then((chunk) => chunk.advise(key, parts)).catch(() => {});
  }

  /** Puts aside what was seen with these answers. */
  function note(held: typeof before) {
    if (held) guards?.note(seen, held.data);
    noted.push(...seen.splice(0));
  }

  /** Guarded rollouts are rare: what counts for them is loaded with the first one. */
  function watch() {
    if (!guards && [...(store.held?.data.flags.values() ?? [])].some((flag) => "guard" in flag))
      import("./guards.ts").then(
        ({ createPageGuards }) => {
          guards ??= createPageGuards(parts.hash);
        },
        () => {},
      );
  }

  async function flush() {
    const { state } = client.status;
    // The last one of all can't wait.
    if ((state !== "polling" && state !== "live") || (isTelling && !life.signal.aborted)) return;
    note(store.held);
    const reports = guards?.take();
    const told = reports?.length ? { seq: ++guardSeq, reports } : undefined;
    if (state === "live" && !noted.length && !told) return;
    const report = { seq: ++seq, ...addUp(noted) };
    noted = [];
    if (state === "live") {
      connection.send({ type: "report", ...report });
      if (told) connection.send({ type: "guards", ...told });
    } else {
      const { sdk, instance } = hello();
      isTelling = true;
      await post("report", { sdk, instance, applied: store.held?.have, report, guards: told }).catch(() => {});
      isTelling = false;
    }
  }

  let cancel = timer(function beat() {
    flush();
    cancel = timer(beat, REPORT_MS);
  }, REPORT_MS);
  // A stream that hangs may be swallowed on the way.
  const cancelHeadStart = timer(() => client.status.state === "connecting" && poller.failed({}, true), HEAD_START_MS);
  function wake() {
    poller.wake();
    connection.wake();
  }
  watchWakeUps(wake, life.signal);
  if (!store.held) copy.read(hello().context ?? {}, parts.keep);
  client.on("change", () => {
    note(before);
    before = store.held;
    watch();
    copy.write(before);
  });
  watch();
  for (const [key, variant] of seen) if (key && !variant) explain(key);
  if (client.status.state === "offline") poller.failed({}, !store.held);

  return {
    state(next, why) {
      if (next === "live") poller.stop();
      else if (why) poller.failed(why, !store.held);
    },
    explain,
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
