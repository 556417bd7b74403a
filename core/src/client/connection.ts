import type { Changes, Current, Have, Hello, SdkMessage, Snapshot } from "../messages/messages.ts";
import type { Closed } from "./closed.ts";
import type { Pacer } from "./pacer.ts";
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

/** Everything that differs between the places where an SDK runs, and that tests replace. */
export interface Platform {
  /** Opens a socket; it must not call `events` before it returns. May throw. */
  open(events: SocketEvents): Socket;
  /** Calls once after `ms`, without keeping a process alive. @returns what cancels it */
  timer(call: () => void, ms: number): () => void;
  /** From 0 to 1, without 1. */
  random(): number;
  /** Decides when a stream is tried again; may come later. @default after five seconds at most */
  pacer?: Pacer;
  /** How long a live stream may be silent: more than two intervals of the server's signs of life. @default for ever */
  silenceMs?: number;
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
}

export interface Connection {
  /** Sends when the stream is open, else does nothing: the next hello will say it all. @returns whether it was sent */
  send(message: SdkMessage): boolean;
  /** Takes in what came another way than by the stream. @returns whether it fits */
  take(text: string): boolean;
  /** Plain requests are answered in the stream's place, or not any more: while they are, it is tried now and then only. */
  substitute(isAnswered: boolean): void;
  /** Something happened to the machine or its network: find out at once whether the link still holds. */
  wake(): void;
  /** For good. */
  close(): void;
}

const CONNECT_MS = 10_000;
const ANSWER_MS = 30_000;
const PROBE_MS = 3_000;
/** The longest that a goaway may take. */
const LEAVE_MS = 300_000;
const SOON_MS = 5_000;

/**
 * Opens a stream and stays on it. One loop: there is a socket, or a timer for the next one, never both and never
 * two; whoever opens has shut what was there. No refusal is final.
 */
export function connect<Flag>(platform: Platform, subscriber: Subscriber<Flag>): Connection {
  const { random } = platform;
  const deadline = createAlarm(platform);
  const next = createAlarm(platform);
  const resync = createAlarm(platform);
  let state: ConnectionState = "connecting";
  let socket: Socket | undefined;
  /** Tells the events of this socket from late ones of a socket that was shut. */
  let generation = 0;
  let isSubstituted = false;
  let misfits = 0;
  let liveSince = 0;
  /** A server that is going asked us to come back at some random time before this. */
  let awayUntil = 0;
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

  function shut() {
    generation++;
    deadline();
    next();
    resync();
    socket?.close();
    socket = undefined;
  }

  function lost(why: Closed) {
    shut();
    const liveMs = state === "live" ? now() - liveSince : undefined;
    const wait = platform.pacer?.wait(why, liveMs, isSubstituted) ?? SOON_MS * random();
    const delay = Math.max(away(), wait);
    next(open, delay);
    become(isSubstituted ? "polling" : delay ? "offline" : "connecting", why);
  }

  /** @returns whether a message was taken in */
  function take(text: string): boolean {
    const message = parseServerMessage<Flag>(text);
    if (!message) return false;
    if (message.problem !== undefined) return misfit(message.problem);
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
      isSubstituted = false;
      awayUntil = 0;
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
    if (misfits) resync(ask, ANSWER_MS * random());
    else ask();
    misfits++;
    subscriber.problem(problem);
    return false;
  }

  /** The server still serves this stream for a while: stay on it until it is time to move. */
  function leave(afterMs: number) {
    awayUntil = now() + Math.min(LEAVE_MS, afterMs);
    next(() => {
      awayUntil = 0;
      lost({ reason: "goaway" });
    }, away());
    return false;
  }

  /**
   * A random wait, drawn anew for what is left of the time whenever a try found nobody: who came too early must not come
   * again and again. The first tenth is the server's for coming back.
   */
  function away() {
    return (awayUntil - now()) * (1 - 0.9 * random());
  }

  function alive() {
    if (state !== "live") return;
    deadline();
    if (platform.silenceMs) expect(platform.silenceMs);
  }

  /** Gives the socket up unless there is a reason to stay before `ms` have passed. */
  function expect(ms: number) {
    deadline(() => lost({ reason: "no answer" }), ms);
  }

  function wake() {
    if (socket && state === "live") {
      if (socket.probe) socket.probe();
      else send({ type: "resync" });
      expect(PROBE_MS);
    } else if (!socket && now() >= awayUntil && !platform.pacer?.isAskedFor) {
      next();
      open();
    }
  }

  function substitute(isAnswered: boolean) {
    if (isAnswered === isSubstituted || state === "live") return;
    isSubstituted = isAnswered;
    become(isAnswered ? "polling" : "offline");
    // If they are answered now, the stream may well be back, too; if not any more, it is all there is.
    wake();
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
    take,
    substitute,
    wake,
    close() {
      awayUntil = Infinity;
      shut();
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
