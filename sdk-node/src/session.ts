import { randomUUID } from "node:crypto";
import {
  type FlagData,
  GUARD_EVERY_MS,
  type Guards as GuardsMessage,
  type Hello,
  PROTOCOL_VERSION,
  type Report,
  type Ruleset,
  type Watch,
} from "@switchyard/core";
import {
  type Closed,
  type ConnectionState,
  connect,
  type Emitter,
  type Events,
  type Status,
  type Store,
  watchDrift,
} from "@switchyard/core/client";
import { createPacer, createPoller, isRefusal } from "@switchyard/core/client/recovery";
import { version as sdkVersion } from "../package.json";
import type { Advice } from "./advice.ts";
import type { KeyPlace } from "./environment.ts";
import type { Guards } from "./guards/guards.ts";
import type { CacheFile } from "./kept/cache-file.ts";
import type { Target } from "./options.ts";
import { describeOutage } from "./outage.ts";
import { createPoll } from "./poll-snapshot.ts";
import type { Readiness } from "./readiness.ts";
import type { Counts } from "./reports/counts.ts";
import { createPost } from "./reports/post-report.ts";
import { createReporter } from "./reports/reporter.ts";
import { createSamples } from "./reports/samples.ts";
import { type NodeSocket, openSocket } from "./socket.ts";
import { timer } from "./timer.ts";

/** The server pings every 15 s; two missed and some time for the network mean a dead link. */
const SILENCE_MS = 35_000;
const REPORT_EVERY_MS = 10_000;
/** Twenty keys or so. */
const MAX_WATCH_LENGTH = 10_000;
const SDK = `node/${sdkVersion}`;

export interface SessionParts {
  target: Extract<Target, { url: URL }>;
  appName: string | undefined;
  place: KeyPlace;
  store: Store<FlagData, Ruleset>;
  cache: CacheFile | undefined;
  counts: Counts;
  guards: Guards;
  privateAttributes: readonly string[];
  readiness: Readiness;
  emitter: Emitter<Events>;
  advice: Advice;
}

/** Keeps the store in step with the server, and tells everyone who wants to know how that goes. */
export function startSession(parts: SessionParts) {
  const { target, appName, place, store, cache, counts, guards, readiness, emitter, advice } = parts;
  const instance = randomUUID();
  let lastSyncAt: number | undefined;
  let state: ConnectionState = "connecting";
  /** Since when the outage that was logged lasts, and what was said last. */
  let outageSince: number | undefined;
  let logged: string | undefined;
  let synced = false;

  const at = { ...target, sdk: SDK, answered: place.heard };
  let socket: NodeSocket | undefined;
  const connection = connect<FlagData>(
    {
      open(events) {
        poller.opening(!store.held);
        socket = openSocket(at, {
          ...events,
          received(text) {
            const watch = readWatch(text);
            if (watch) samples.watch(watch);
            else events.received(text);
          },
        });
        return socket;
      },
      timer,
      random: Math.random,
      pacer: createPacer(Math.random),
      silenceMs: SILENCE_MS,
    },
    {
      hello(): Hello {
        const have = store.held?.have;
        return { type: "hello", protocol: PROTOCOL_VERSION, sdk: SDK, instance, app: appName, have };
      },
      accept(message) {
        const before = store.held;
        let changed: string[] | undefined;
        try {
          changed = store.accept(message);
        } catch (error) {
          problem(`unreadable ${message.type}: ${error}`);
        }
        const { held } = store;
        if (!changed || !held) return false;
        lastSyncAt = Date.now();
        if (held !== before) {
          if (before) counts.retire(before.data, held.data, changed);
          guards.follow(held.data, before ? changed : undefined);
          cache?.keep(held);
        }
        const { version } = held.have;
        if (!synced) {
          synced = true;
          place.began(version);
          readiness.settle({ status: "ready", version });
          emitter.emit("ready", { version });
        }
        if (changed.length) {
          const change = { version, flags: changed };
          emitter.emit("change", change);
          for (const key of changed) emitter.emit(`change:${key}`, change);
        }
        return true;
      },
      have: () => store.held?.have,
      state(next, why) {
        const before = state;
        state = next;
        if (state === "live" || state === "polling") recovered();
        if (state === "live") poller.stop();
        else if (why) poller.failed(why, !store.held);
        if (why) failed(why);
        if (state === before) return;
        if (state === "live") connected();
        emitter.emit("connection", status());
      },
      problem,
    },
  );
  const poller = createPoller({
    poll: createPoll(at),
    connection,
    polled() {
      lastSyncAt = Date.now();
      connected();
    },
    timer,
    random: Math.random,
  });
  const samples = createSamples(
    (message) => state === "live" && connection.send(message),
    parts.privateAttributes,
    timer,
  );
  const post = createPost(at, () => ({ sdk: SDK, instance, app: appName, applied: store.held?.have }));
  const transport = {
    way: () => (state === "live" ? ("stream" as const) : state === "polling" ? ("request" as const) : undefined),
    send: connection.send,
    settle: (done: () => void) => (socket ? socket.settle(done) : done()),
  };
  const platform = { timer, random: Math.random };
  const reporter = createReporter<Report>(
    "report",
    () => counts.take(store.held?.data),
    { ...transport, post: (report, done) => post(report ? { report: withoutType(report) } : {}, done) },
    // Three every ten seconds: as many as there are when more names came than are told apart, so that none wait.
    { everyMs: () => REPORT_EVERY_MS, mostPerMinute: 20 },
    platform,
  );
  const guardReporter = createReporter<GuardsMessage>(
    "guards",
    guards.take,
    { ...transport, post: (sent, done) => (sent ? post({ guards: withoutType(sent) }, done) : done(true)) },
    { everyMs: () => (guards.running ? GUARD_EVERY_MS : REPORT_EVERY_MS), mostPerMinute: 33 },
    platform,
  );
  guards.onStart(guardReporter.paced);
  // Only once what came before the sleep and was not read yet is out of the way: it must not pass for an answer to the
  // probe. Timers come before input in a turn of the event loop, immediates after it.
  const stopWatching = watchDrift(timer, () =>
    setImmediate(() => {
      poller.wake();
      connection.wake();
    }),
  );

  function connected() {
    reporter.connected();
    guardReporter.connected();
  }

  function problem(what: string) {
    const text = `${what}; keeping what was there, asking for a new snapshot`;
    advice.once("warn", text);
    emitter.emit("error", new Error(text));
  }

  function failed(why: Closed) {
    const text = describeOutage(why, target.url);
    const error = new Error(text);
    const refused = isRefusal(why);
    if (refused && !synced) readiness.settle({ status: store.held ? "cached" : "failed", error });
    readiness.explain(error);
    // A healthy stream that ended is opened again at once; if that works there is nothing to say.
    if (state === "offline") {
      if (outageSince === undefined || (refused && text !== logged)) {
        advice.say(refused ? "error" : "warn", text);
        logged = text;
      }
      outageSince ??= Date.now();
    }
    emitter.emit("error", error);
  }

  function recovered() {
    if (outageSince === undefined) return;
    const how =
      state === "polling" ? "polling, as the stream can't be had; changes take up to 30 s;" : "connected again";
    advice.say("info", `${how} after ${Math.round((Date.now() - outageSince) / 1000)} s`);
    outageSince = undefined;
  }

  function status(): Status {
    return { state, ...store.held?.have, lastSyncAt, environment: place.environment };
  }

  return {
    get status() {
      return status();
    },
    /** The server's word has come, in whatever way. */
    get synced() {
      return synced;
    },
    samples,
    flush: () => Promise.all([reporter, guardReporter].map(({ flush }) => new Promise<void>(flush))),
    close() {
      stopWatching();
      poller.stop();
      samples.close();
      reporter.close();
      guardReporter.close();
      connection.close();
    },
  };
}

const withoutType = <Message extends { type: string }>({ type, ...rest }: Message): Omit<Message, "type"> => rest;

/** Somebody looks: not a matter of flags, so the connection's loop knows nothing of it. */
function readWatch(text: string): Watch | undefined {
  if (text.length > MAX_WATCH_LENGTH || !text.includes('"watch"')) return undefined;
  try {
    const { type, flags, forMs } = JSON.parse(text);
    const isWatch = type === "watch" && flags.every((key: unknown) => typeof key === "string") && forMs >= 0;
    return isWatch ? { type, flags, forMs } : undefined;
  } catch {
    return undefined;
  }
}
