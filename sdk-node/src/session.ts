import { randomUUID } from "node:crypto";
import { type Hello, PROTOCOL_VERSION } from "@switchyard/core";
import {
  type Closed,
  type ConnectionState,
  connect,
  type Emitter,
  type Events,
  type Flags,
  isRefusal,
  type Status,
  type Store,
  watchDrift,
} from "@switchyard/core/client";
import { version as sdkVersion } from "../package.json";
import type { Advice } from "./advice.ts";
import type { Target } from "./options.ts";
import type { Readiness } from "./readiness.ts";
import { openSocket } from "./socket.ts";
import { timer } from "./timer.ts";

/** The server pings every 15 s; two missed and some time for the network mean a dead link. */
const SILENCE_MS = 35_000;
const SDK = `node/${sdkVersion}`;

export interface SessionParts<Flag, Data extends Flags> {
  target: Extract<Target, { url: URL }>;
  appName: string | undefined;
  store: Store<Flag, Data>;
  readiness: Readiness;
  emitter: Emitter<Events>;
  advice: Advice;
}

export interface Session {
  readonly status: Status;
  close(): void;
}

/** Keeps the store in step with the server, and tells everyone who wants to know how that goes. */
export function startSession<Flag, Data extends Flags>(parts: SessionParts<Flag, Data>): Session {
  const { target, appName, store, readiness, emitter, advice } = parts;
  const instance = randomUUID();
  let lastSyncAt: number | undefined;
  let state: ConnectionState = "connecting";
  /** Since when the outage that was logged lasts, and what was said last. */
  let outageSince: number | undefined;
  let logged: string | undefined;

  const connection = connect<Flag>(
    {
      open: (events) => openSocket({ ...target, sdk: SDK }, events),
      timer,
      random: Math.random,
      silenceMs: SILENCE_MS,
    },
    {
      hello(): Hello {
        const have = store.held?.have;
        return { type: "hello", protocol: PROTOCOL_VERSION, sdk: SDK, instance, app: appName, have };
      },
      accept(message) {
        const first = !store.held;
        let changed: string[] | undefined;
        try {
          changed = store.accept(message);
        } catch (error) {
          problem(`unreadable ${message.type}: ${error}`);
        }
        if (!changed || !store.held) return false;
        lastSyncAt = Date.now();
        const { version } = store.held.have;
        if (first) {
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
        if (state === "live") recovered();
        if (why) failed(why);
        if (state !== before) emitter.emit("connection", status());
      },
      problem,
    },
  );
  // Only once what came before the sleep and was not read yet is out of the way: it must not pass for an answer to the
  // probe. Timers come before input in a turn of the event loop, immediates after it.
  const stopWatching = watchDrift(timer, () => setImmediate(() => connection.wake()));

  function problem(what: string) {
    const text = `${what}; keeping what was there, asking for a new snapshot`;
    advice.once("warn", text);
    emitter.emit("error", new Error(text));
  }

  function failed(why: Closed) {
    const text = outage(why, target.url.origin.replace("ws", "http"));
    const error = new Error(text);
    const refused = isRefusal(why);
    if (refused && !store.held) readiness.settle({ status: "failed", error });
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
    advice.say("info", `connected again after ${Math.round((Date.now() - outageSince) / 1000)} s`);
    outageSince = undefined;
  }

  function status(): Status {
    return { state, ...store.held?.have, lastSyncAt };
  }

  return {
    get status() {
      return status();
    },
    close() {
      stopWatching();
      connection.close();
    },
  };
}

/** What happened, what it means for answers, and what to do about it. */
function outage({ code, reason }: Closed, origin: string): string {
  switch (code) {
    case 4401:
      return `${origin} refuses this SDK key (401): check that it is a server key of the right environment and not revoked; trying again every 5 minutes`;
    case 4403:
      return `${origin} forbids this connection (403): ${reason}; trying again every 5 minutes`;
    case 4404:
      return `nothing at ${origin}/v1/stream (404): is \`url\` the address of a Switchyard server?`;
    default:
      return `no connection to ${origin}: ${reason}; flags answer with what was last known, or defaults; trying again`;
  }
}
