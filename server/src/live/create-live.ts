import type { IncomingMessage, Server } from "node:http";
import type { EvaluationContext, ReportRequest, Ruleset } from "@switchyard/core";
import type { Clients, Receipts } from "../api.ts";
import { type ContextSigning, createContextSigning } from "../signing/context-signing.ts";
import type { Key, Storage } from "../storage/port.ts";
import type { AdminConnection, Visitor } from "./admin/admin-connection.ts";
import { adminRoute } from "./admin/admin-route.ts";
import { ChangeFeed } from "./admin/change-feed.ts";
import { InboxFeed } from "./admin/inbox-feed.ts";
import { NewsFeed } from "./admin/news-feed.ts";
import type { ClientFilter } from "./books/client-list.ts";
import { ReceiptBook } from "./books/receipt-book.ts";
import type { Entry as LiveEntry } from "./environment/entry.ts";
import type { Update } from "./environment/live-environment.ts";
import { type Log, withoutFloods } from "./environment/log.ts";
import { Setback } from "./environment/setback.ts";
import type { SnapshotBody } from "./environment/snapshot-body.ts";
import { SnapshotCache } from "./environment/snapshot-cache.ts";
import { watchVersions } from "./environment/version-watch.ts";
import { Hub } from "./hub.ts";
import { type Gauges, type Meter, NO_METER } from "./meter.ts";
import { Names } from "./names.ts";
import { createNeighbours } from "./nodes/neighbours.ts";
import { Keyring } from "./sdk/keyring.ts";
import { readAgain } from "./sdk/read-again.ts";
import type { GuardSink, ReportSink } from "./sdk/report-sink.ts";
import type { SdkConnection } from "./sdk/sdk-connection.ts";
import { sdkRoute } from "./sdk/sdk-route.ts";
import { takeReport } from "./sdk/take-report.ts";
import { sayGoodbye } from "./socket/farewell.ts";
import { Gate } from "./socket/gate.ts";
import { Heartbeat } from "./socket/heartbeat.ts";
import { CLOCK, type Clock, TIMINGS, type Timings } from "./timings.ts";
import { Vigil } from "./vigil.ts";

export interface LiveOptions {
  storage: Storage;
  log: Log;
  /** Whose unexpired session a request's cookie belongs to. Asked again while the socket is open. */
  visitorOf: (request: IncomingMessage) => Promise<Visitor | undefined>;
  /** Where what SDKs report goes. */
  reports: ReportSink;
  /**
   * Where what they counted for guarded rollouts goes.
   * @default nowhere
   */
  guards?: GuardSink;
  /**
   * What judges signed contexts.
   * @default one without a secret, which refuses them
   */
  signing?: ContextSigning;
  /**
   * SDKs that may be connected at once; an idle one takes some 7 KiB.
   * @default as many as come
   */
  maxConnections?: number;
  /** @default nobody counts */
  meter?: Meter;
  /** @default the machine's */
  clock?: Clock;
  /** @default TIMINGS */
  timings?: Partial<Timings>;
}

/** How changes reach SDKs and admin UIs, and what is known of that. */
export interface Live {
  /** Answers this server's upgrade requests: `/v1/stream` for SDKs, `/api/v1/live` for the admin UI. */
  attach(server: Server): void;

  /**
   * The environment's newest flags, compiled. Whoever has just committed a change gets it with the change.
   *
   * @throws what the storage throws when the environment was never loaded and can't be
   */
  ruleset(environmentId: string): Promise<Ruleset>;

  /** The newest version as a whole, the same object as long as nothing changes. Throws as {@link ruleset} does. */
  entry(environmentId: string): Promise<LiveEntry>;

  /** The same without waiting; `undefined` when it isn't here yet, or a newer one may be on its way. */
  entryNow(environmentId: string): LiveEntry | undefined;

  /** Calls back with each new version, after {@link entry} gives it, for as long as this lives. Throws as {@link ruleset} does. */
  onUpdate(environmentId: string, listener: (update: Update) => void): Promise<void>;

  /** The same as a snapshot for server SDKs. Throws as {@link ruleset} does. */
  snapshot(environmentId: string): Promise<SnapshotBody>;

  /** The same for a browser, with the answers for this context. Throws as {@link ruleset} does. */
  clientSnapshot(environmentId: string, context: EvaluationContext): Promise<SnapshotBody>;

  /** What a server SDK is told of where its key belongs: `project/environment`. Never rejects; see {@link Names.told}. */
  told(environmentId: string): Promise<string | undefined>;

  /**
   * Who of the connected SDKs, of all nodes, says that it evaluates with this version or a later one.
   *
   * @throws what the storage throws when other nodes can't be asked
   */
  receipts(environmentId: string, version: number): Promise<Receipts>;

  /** False from the beginning of {@link close} on. */
  isServing(): boolean;

  /** The SDK instances that are connected, or polled lately. */
  clients(environmentId: string, filter: ClientFilter): Promise<Clients>;

  /**
   * What an SDK that can't stream tells: a sign of life, what it evaluates with, and a report.
   *
   * @param key which let it in
   * @throws what the storage throws when the environment was never loaded and can't be
   */
  report(key: Key, request: ReportRequest): Promise<void>;

  /** Sockets that are open now, SDKs and admin UIs. */
  connections(): number;

  gauges(): Gauges;

  /** Sends the SDKs away, spread over time, and ends every socket within 2 s. */
  close(): Promise<void>;
}

const CLOSE_MS = 1_800;

export function createLive(options: LiveOptions): Live {
  const {
    storage,
    visitorOf,
    reports,
    guards = { take() {}, onNews: () => () => {} },
    signing = createContextSigning(undefined),
    maxConnections = Number.POSITIVE_INFINITY,
    clock = CLOCK,
    meter = NO_METER,
  } = options;
  const log = withoutFloods(options.log, clock);
  const timings: Timings = { ...TIMINGS, ...options.timings };

  const setback = new Setback({ storage, log, clock });
  const cache = new SnapshotCache({ storage, log, clock, setback });
  const names = new Names(storage);
  const news = new NewsFeed(names, log, timings.news);
  const stopRolloutNews = guards.onNews((environmentIds) => {
    for (const id of environmentIds) news.hear(id, "rollouts");
  });
  const hub = new Hub(cache, { clock, meter }, (environmentId) => {
    news.hear(environmentId, "clients");
    neighbours.changed(environmentId);
  });
  const onNews: NewsFeed["hear"] = (environmentId, about) => news.hear(environmentId, about);
  const neighbours = createNeighbours(storage, { hub, clock, timings, log, onNews });
  const stopUsageNews = reports.onStored((environmentIds) => {
    for (const id of environmentIds) news.hear(id, "usage");
    neighbours.stored(environmentIds);
  });
  const sweeping = setInterval(() => hub.sweep(), timings.sweep).unref();
  const feed = new ChangeFeed(storage, names, log);
  const inbox = new InboxFeed(storage, log, timings.inbox);
  const stopWatching = watchVersions({
    storage,
    log,
    clock,
    timings,
    isNeeded: () => cache.size > 0 || feed.isNeeded,
    onVersion(hint, at) {
      cache.hear(hint, at);
      feed.hear(hint);
    },
    onVersions(versions, at) {
      cache.read(versions, at);
      for (const version of versions) feed.hear(version);
    },
    onEpoch: (epoch) => cache.hearEpoch(epoch),
  });

  const heartbeat = new Heartbeat(timings.ping);
  const vigil = new Vigil(timings.recheck, log);
  const keyring = new Keyring({ storage, vigil, log });
  const peers = { heartbeat, clock, timings, log };
  let isServing = true;
  const sdks = new Set<SdkConnection>();
  const admins = new Set<AdminConnection>();
  const gate = new Gate({
    routes: new Map([
      [
        "/v1/stream",
        sdkRoute(maxConnections, { ...peers, hub, keyring, names, setback, signing, reports, guards }, sdks),
      ],
      ["/api/v1/live", adminRoute(visitorOf, { ...peers, storage, hub, feed, news, inbox, vigil, neighbours }, admins)],
    ]),
    handshakeMs: timings.handshake,
    meter,
    log,
  });

  async function newest(environmentId: string) {
    const environment = await cache.get(environmentId);
    await environment.settled();
    return environment.entry;
  }

  return {
    attach: (server) => gate.attach(server),
    ruleset: async (environmentId) => (await newest(environmentId)).ruleset,
    entry: newest,
    entryNow(environmentId) {
      const environment = cache.peek(environmentId);
      return environment?.isReading ? undefined : environment?.entry;
    },
    onUpdate: async (environmentId, listener) => (await cache.get(environmentId)).onUpdate(listener),
    snapshot: async (environmentId) => (await newest(environmentId)).http,
    told: (environmentId) => names.told(environmentId),
    async clientSnapshot(environmentId, context) {
      await newest(environmentId);
      return (await hub.channel(environmentId)).clientSnapshot(context);
    },
    async receipts(environmentId, version) {
      const elsewhere = await neighbours.read(environmentId);
      return (hub.peek(environmentId)?.receipts ?? new ReceiptBook(clock)).read(version, elsewhere);
    },
    async clients(environmentId, filter) {
      await newest(environmentId);
      const [channel, elsewhere] = await Promise.all([hub.channel(environmentId), neighbours.read(environmentId)]);
      return channel.clients(filter, elsewhere);
    },
    async report(key, request) {
      const channel = await hub.channel(key.environmentId);
      await readAgain(request.applied, channel.environment, key, setback);
      takeReport(channel, key, request, { reports, guards });
    },
    connections: () => sdks.size + admins.size,
    gauges: () => ({ sdks: sdks.size, admins: admins.size, snapshotBytes: cache.snapshotBytes }),
    isServing: () => isServing,
    async close() {
      isServing = false;
      gate.close();
      stopWatching();
      stopUsageNews();
      stopRolloutNews();
      clearInterval(sweeping);
      vigil.close();
      await Promise.all([neighbours.close(), sayGoodbye(peersOf(sdks), peersOf(admins), CLOSE_MS)]);
      gate.destroy();
      heartbeat.close();
      news.close();
      inbox.close();
    },
  };
}

const peersOf = (connections: Iterable<SdkConnection | AdminConnection>) => [...connections].map(({ peer }) => peer);
