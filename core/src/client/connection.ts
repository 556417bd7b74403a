import type { Changes, Current, Have, Hello, SdkMessage, Snapshot } from "../messages.ts";
import { backoff, QUICK_TRIES } from "./backoff.ts";
import { parseServerMessage } from "./parse-server-message.ts";

/**
 * `connecting`: on its way to live. `polling`: the stream can't be had, plain requests are answered. `offline`: the last
 * attempt failed, the next one is waiting.
 */
export type ConnectionState = "connecting" | "live" | "polling" | "offline";

/** One WebSocket, as the connection needs it. */
export interface Socket {
  /** Is called between `opened` and `closed` only. */
  send(text: string): void;
  /** Ends it at once, however far it got. */
  close(): void;
  /** Asks the other side for a sign of life. Absent where it can't be asked (browsers); a resync does it there. */
  probe?(): void;
}

export interface SocketEvents {
  opened: (event?: unknown) => void;
  received: (text: string) => void;
  /** A sign of life that is not a message, such as a ping. */
  alive: (event?: unknown) => void;
  closed: (why: Closed) => void;
}

export interface Closed {
  /** A WebSocket close code; 4000 + HTTP status where the upgrade was refused, and where a server says so itself. */
  code?: number;
  /** The server's wish, from `Retry-After`; at most some minutes. */
  retryAfterMs?: number;
  reason?: string;
}

/** The key is not valid, or not for this. */
export const isRefusal = ({ code }: Closed) => code === 4401 || code === 4403;

/** Everything that differs between the places where an SDK runs, and that tests replace. */
export interface Platform {
  /** Opens a socket; it must not call `events` before it returns. May throw. */
  open(events: SocketEvents): Socket;
  /**
   * Asks once, by a plain request with a deadline of its own. Rejects with a {@link Closed}.
   *
   * @param etag of what was taken last
   */
  poll?(etag: string | undefined): Promise<Polled>;
  /** Calls once after `ms`, without keeping a process alive. @returns what cancels it */
  timer(call: () => void, ms: number): () => void;
  /** From 0 to 1, without 1. */
  random(): number;
  /** How long a live stream may be silent: more than two intervals of the server's signs of life. @default for ever */
  silenceMs?: number;
}

/** The answer to a poll. */
export interface Polled {
  /** Absent where nothing is new. */
  text?: string;
  etag?: string | null;
}

export interface Subscriber<Flag> {
  hello(): Hello;
  /** Takes a message in. Must not throw. @returns whether it fits; if not, a snapshot is asked for */
  accept(message: Current | Snapshot<Flag> | Changes<Flag>): boolean;
  /** What is evaluated with now; another object after each swap. */
  have(): Have | undefined;
  state(state: ConnectionState, why?: Closed): void;
  /** A message did not fit; what was there before is kept. */
  problem(problem: string): void;
  /** A poll was answered: nobody has confirmed yet what is held. */
  polled?(): void;
}

export interface Connection {
  /** Sends when the stream is open, else does nothing: the next hello will say it all. @returns whether it was sent */
  send(message: SdkMessage): boolean;
  /** Something happened to the machine or its network: find out at once whether the link still holds. */
  wake(): void;
  /** For good. */
  close(): void;
}

const CONNECT_MS = 10_000;
const ANSWER_MS = 30_000;
const PROBE_MS = 3_000;
const HEALTHY_MS = 60_000;
/** Between attempts that are refused for lack of a right, and the longest that a goaway may take. */
const SLOW_MS = 300_000;
/** A stream that takes so long may be swallowed on the way: who has nothing yet polls beside it, */
const HEAD_START_MS = 2_000;
/** and later who has something, which many at once must not do while a server is only slow. */
const LATE_MS = 8_000;
const FAILED_UPGRADES = 3;
/** At most; at least two thirds of it. */
const POLL_MS = 29_000;
/** While polling, the stream is tried with one poll of so many: every two to three minutes. */
const STREAM_EVERY = 6;

/**
 * Opens a stream and stays on it. One loop: there is a socket, or a timer for the next attempt, never two sockets;
 * whoever opens has shut what was there. Where the stream can't be had, attempts are polls in between. No refusal is final.
 */
export function connect<Flag>(platform: Platform, subscriber: Subscriber<Flag>): Connection {
  const { random } = platform;
  const deadline = createAlarm(platform);
  const next = createAlarm(platform);
  const resync = createAlarm(platform);
  const polls = createAlarm(platform);
  let state: ConnectionState = "connecting";
  let socket: Socket | undefined;
  /** Tells the events of this socket from late ones of a socket that was shut; polls likewise. */
  let generation = 0;
  let pollGeneration = 0;
  let failures = 0;
  /** Attempts in a row that failed before anything was live. */
  let upgrades = 0;
  let answeredPolls = 0;
  let etag: string | null | undefined;
  let misfits = 0;
  let liveSince = 0;
  /** The server asked for no attempt before this. */
  let notBefore = 0;
  /** What the server knows that is held: it said so itself, in the hello or by confirming it. */
  let confirmed: Have | undefined;

  function open() {
    const mine = generation;
    const ifMine =
      <Event>(listen: (event: Event) => void) =>
      (event: Event) => {
        if (mine === generation) listen(event);
      };
    expect(CONNECT_MS);
    if (platform.poll && state !== "polling") polls(poll, subscriber.have() ? LATE_MS : HEAD_START_MS);
    try {
      socket = platform.open({
        opened: ifMine<unknown>(() => {
          expect(ANSWER_MS);
          confirmed = subscriber.have();
          send(subscriber.hello());
        }),
        received: ifMine(received),
        alive: ifMine<unknown>(alive),
        closed: ifMine(lost),
      });
    } catch (error) {
      lost({ reason: `${error}` });
    }
  }

  function drop() {
    generation++;
    deadline();
    next();
    resync();
    socket?.close();
    socket = undefined;
  }

  /** @param polled what failed is a poll, and not the stream */
  function lost(why: Closed, polled?: boolean) {
    drop();
    const refused = isRefusal(why);
    // The polls go on.
    if (state === "polling" && !polled && !refused) return;
    stopPolling();
    if (state !== "live") upgrades++;
    const minutes = state === "live" ? (now() - liveSince) / HEALTHY_MS : 0;
    const healthy = minutes >= 1;
    // Earns quick tries back, so that links that are cut often are not waited for longer and longer.
    failures = Math.max(0, Math.min(failures, QUICK_TRIES) - Math.floor(minutes * QUICK_TRIES));
    const polling = platform.poll && !polled && !refused && (upgrades >= FAILED_UPGRADES || !subscriber.have());
    const wish = refused ? SLOW_MS * (0.8 + 0.4 * random()) : (why.retryAfterMs ?? 0);
    if (wish) notBefore = now() + wish;
    const atOnce = healthy || (polling && upgrades === 1);
    const delay = Math.max(0, notBefore - now()) || (atOnce ? 0 : backoff(failures++, random));
    next(polling ? poll : open, delay);
    become(delay ? "offline" : "connecting", why);
  }

  function stopPolling() {
    polls();
    pollGeneration++;
  }

  /** Beside a stream that hangs, or in place of one. */
  async function poll() {
    stopPolling();
    const mine = pollGeneration;
    const unanswered = (why: Closed) => {
      if (mine !== pollGeneration) return;
      if (socket) polls(poll, POLL_MS);
      else lost(why, true);
    };
    try {
      const answer = await platform.poll?.(etag ?? undefined);
      if (!answer || mine !== pollGeneration) return;
      if (answer.text !== undefined) {
        if (!take(answer.text)) return unanswered({ reason: "the answer does not fit" });
        ({ etag } = answer);
      }
      // Someone who heard of it may have closed this.
      if (mine === pollGeneration) polled();
    } catch (why) {
      unanswered(why as Closed);
    }
  }

  function polled() {
    if (state !== "polling") answeredPolls = 0;
    failures = 0;
    become("polling");
    subscriber.polled?.();
    polls(poll, POLL_MS * (1 - random() / 3));
    // Back after an outage: then the stream may well be back, too.
    if (!socket && answeredPolls++ % STREAM_EVERY === 0) open();
  }

  /** @returns whether a message was taken in */
  function take(text: string): boolean {
    const message = parseServerMessage<Flag>(text);
    if (!message) return false;
    if ("problem" in message) return misfit(message.problem);
    if (message.type === "goaway") return leave(message.afterMs);
    const before = subscriber.have();
    if (!subscriber.accept(message)) return misfit(`${message.type} does not fit`);
    // What is ignored closes no gap.
    if (before !== subscriber.have()) {
      misfits = 0;
      resync();
    }
    return true;
  }

  function received(text: string) {
    // Someone who heard of it may have closed this.
    if (!take(text) || !socket) return;
    queueMicrotask(confirm);
    if (state !== "live") {
      liveSince = now();
      upgrades = 0;
      next();
      stopPolling();
    }
    become("live");
    alive();
  }

  /** After the last swap of a batch; the others of the batch find nothing left to confirm. */
  function confirm() {
    const have = subscriber.have();
    if (have && have !== confirmed) send({ type: "applied", version: have.version });
    confirmed = have;
  }

  function misfit(problem: string) {
    const ask = () => send({ type: "resync" });
    if (misfits) resync(ask, backoff(misfits, random));
    else ask();
    misfits++;
    subscriber.problem(problem);
    return false;
  }

  /** The server still serves this stream for a while: stay on it until it is time to move. */
  function leave(afterMs: number) {
    const delay = random() * Math.min(SLOW_MS, afterMs);
    notBefore = now() + delay;
    next(() => {
      notBefore = 0;
      lost({ reason: "goaway" });
    }, delay);
    return false;
  }

  function alive() {
    if (state !== "live") return;
    deadline();
    if (platform.silenceMs) expect(platform.silenceMs);
  }

  /** Gives the socket up unless there is a reason to stay before `ms` have passed. */
  function expect(ms: number) {
    deadline(() => lost({ reason: `no answer in ${ms / 1000} s` }), ms);
  }

  function wake() {
    if (state === "polling") poll();
    else if (socket && state === "live") {
      if (socket.probe) socket.probe();
      else send({ type: "resync" });
      expect(PROBE_MS);
    } else if (!socket && now() >= notBefore) {
      next();
      open();
    }
  }

  function send(message: SdkMessage) {
    socket?.send(JSON.stringify(message));
    return !!socket;
  }

  function become(to: ConnectionState, why?: Closed) {
    const from = state;
    state = to;
    if (from !== to || why) subscriber.state(to, why);
  }

  // Not before whoever connects has what it returns.
  next(open);
  return {
    send,
    wake,
    close() {
      notBefore = Infinity;
      drop();
      stopPolling();
      become("offline");
    },
  };
}

/** Milliseconds of a clock that nobody sets. */
const now = () => performance.now();

/** One timer at a time: what is set replaces what was set; nothing set cancels. */
function createAlarm({ timer }: Platform) {
  let cancel = () => {};
  return (call?: () => void, ms = 0) => {
    cancel();
    if (call) cancel = timer(call, ms);
  };
}
