import type { IncomingMessage, ServerResponse } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Logger } from "pino";
import type { Live, LiveEntry } from "../../live/index.ts";
import type { Key, Storage } from "../../storage/port.ts";
import { Refusal } from "./refusal.ts";

const MAX_STREAMS = 10_000;
const PING_MS = 15_000;
const RECHECK_MS = 4_000;
/** One event leaves at once; those that follow within this time leave as one. */
const GAP_MS = 250;
const STEP = 200;
/** Whoever reads so little that this waits is ended, and comes back. */
const MAX_WAITING_BYTES = 64 * 1024;

interface Stream {
  key: Key;
  response: ServerResponse;
}

/** The streams of one environment. */
class Audience {
  readonly streams = new Set<Stream>();
  /** The newest state that client keys may see another answer of. */
  forClients = "";
  sentAt = Number.NEGATIVE_INFINITY;
  waiting?: NodeJS.Timeout;
}

/** Tells whoever evaluates remotely that there is something new; the answers are fetched as usual. */
export class Push {
  readonly #live: Live;
  readonly #storage: Storage;
  readonly #log: Logger;
  readonly #audiences = new Map<string, Promise<Audience>>();
  readonly #streams = new Set<Stream>();
  readonly #timers: NodeJS.Timeout[];

  constructor({ live, storage, log }: { live: Live; storage: Storage; log: Logger }) {
    this.#live = live;
    this.#storage = storage;
    this.#log = log;
    this.#timers = [
      setInterval(() => this.#ping(), PING_MS).unref(),
      setInterval(() => void this.#recheck(), RECHECK_MS).unref(),
    ];
  }

  /**
   * Answers with a stream that stays open. The first event comes at once, unless `Last-Event-ID` says that nothing was
   * missed: the client fetches again, and so no change falls between its answers and this stream.
   *
   * @throws Refusal 429 when there are too many
   */
  async open(key: Key, request: IncomingMessage, response: ServerResponse, headers: readonly string[]): Promise<void> {
    if (this.#streams.size >= MAX_STREAMS) {
      const wait = 5 + Math.floor(Math.random() * 25);
      throw new Refusal(429, `All ${MAX_STREAMS} streams are taken, try again later`, {
        headers: { "retry-after": String(wait) },
      });
    }
    const stream = { key, response };
    this.#streams.add(stream);
    response.on("close", () => this.#streams.delete(stream));
    const audience = await this.#audience(key.environmentId);
    const state = stateOf(await this.#live.entry(key.environmentId));
    if (response.destroyed) return;
    audience.streams.add(stream);
    response.on("close", () => audience.streams.delete(stream));
    response.writeHead(200, [...headers, "content-type", "text/event-stream", "cache-control", "no-store"]);
    // Those who lose their streams together must not come back together.
    response.write(`retry: ${1000 + Math.floor(Math.random() * 4000)}\n\n`);
    if (request.headers["last-event-id"] !== state) response.write(eventOf(state));
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const { response } of this.#streams) response.end();
  }

  #audience(environmentId: string): Promise<Audience> {
    const known = this.#audiences.get(environmentId);
    if (known) return known;
    const made = this.#follow(environmentId);
    this.#audiences.set(environmentId, made);
    made.catch(() => this.#audiences.delete(environmentId));
    return made;
  }

  async #follow(environmentId: string): Promise<Audience> {
    const audience = new Audience();
    await this.#live.onUpdate(environmentId, ({ previous, entry, changed }) => {
      const isForBrowsers = (key: string) =>
        [previous, entry].some(({ flags }) => flags.get(key)?.data.clientSide === true);
      if (changed === undefined || changed.some(isForBrowsers)) audience.forClients = stateOf(entry);
      this.#announce(environmentId, audience);
    });
    return audience;
  }

  /** The state is in memory already: whoever hears of it gets it. */
  #announce(environmentId: string, audience: Audience): void {
    if (audience.waiting) return;
    const rest = audience.sentAt + GAP_MS - performance.now();
    audience.waiting = setTimeout(() => {
      audience.waiting = undefined;
      audience.sentAt = performance.now();
      this.#tell(environmentId, audience).catch((error: unknown) => this.#log.error({ err: error }, "a push failed"));
    }, rest).unref();
  }

  async #tell(environmentId: string, audience: Audience): Promise<void> {
    const state = stateOf(await this.#live.entry(environmentId));
    const toServers = eventOf(state);
    const toClients = audience.forClients === "" ? undefined : eventOf(audience.forClients);
    audience.forClients = "";
    let step = 0;
    for (const { key, response } of audience.streams) {
      const event = key.kind === "server" ? toServers : toClients;
      if (event === undefined) continue;
      if (response.writableLength > MAX_WAITING_BYTES) response.destroy();
      else response.write(event);
      step += 1;
      if (step % STEP === 0) await nextTurn();
    }
  }

  #ping(): void {
    for (const { response } of this.#streams) if (response.headersSent) response.write(":\n\n");
  }

  /** Ends the streams of keys that were revoked. While the database fails, they stay. */
  async #recheck(): Promise<void> {
    const ids = new Set([...this.#streams].map(({ key }) => key.environmentId));
    for (const environmentId of ids) {
      const keys = await this.#storage.keys(environmentId).catch(() => undefined);
      const revoked = new Set(keys?.filter(({ revokedAt }) => revokedAt !== undefined).map(({ id }) => id));
      for (const { key, response } of this.#streams) if (revoked.has(key.id)) response.end();
    }
  }
}

const stateOf = ({ epoch, version, stamp }: LiveEntry) =>
  [epoch, version, stamp].filter((part) => part !== undefined).join(".");

const eventOf = (state: string) =>
  `id: ${state}\ndata: ${JSON.stringify({
    type: "refetchEvaluation",
    etag: `"${state}"`,
    lastModified: Math.floor(Date.now() / 1000),
  })}\n\n`;
