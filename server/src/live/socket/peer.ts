import type { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import type { Log } from "../environment/log.ts";
import type { Clock, Timings } from "../timings.ts";
import { CLOSE, type CloseCode, closeReason, Refusal } from "./close-code.ts";
import { PING_FRAME } from "./frame.ts";
import type { Beating, Heartbeat } from "./heartbeat.ts";
import { InboundBudget, MAX_INBOUND } from "./inbound-budget.ts";
import { Outbox } from "./outbox.ts";

export interface PeerContext {
  heartbeat: Heartbeat;
  clock: Clock;
  timings: Timings;
  log: Log;
}

export interface PeerEvents {
  /** A message came. What it throws ends the socket: a {@link Refusal} with its code and reason. */
  received(text: string): void;
  /** Called with every ping. */
  beat?(): void;
  /** Called once, when we or the other side ended it. */
  left(): void;
}

const MAX_MISSED = 2;

/** One open WebSocket, whatever is said over it: signs of life, limits on what comes in, and its end. */
export class Peer implements Beating {
  readonly outbox: Outbox;
  readonly #webSocket: WebSocket;
  readonly #context: PeerContext;
  readonly #events: PeerEvents;
  readonly #budget = new InboundBudget();
  readonly #stopBeating: () => void;
  #lastSeen: number;
  #missed = 0;
  #hasLeft = false;

  constructor(webSocket: WebSocket, socket: Duplex, context: PeerContext, events: PeerEvents) {
    this.#webSocket = webSocket;
    this.#context = context;
    this.#events = events;
    this.#lastSeen = context.clock.wall();
    this.outbox = new Outbox(socket, context.timings.stuck);
    this.#stopBeating = context.heartbeat.add(this);
    webSocket.on("message", (data, isBinary) => this.#onMessage(data, isBinary));
    webSocket.on("ping", () => this.#isWithinBudget());
    webSocket.on("pong", () => this.#onPong());
    // ws ends a socket whose frames are malformed, with the fitting code, after telling of it.
    webSocket.on("error", (error) => context.log.debug({ err: error }, "socket failed"));
    webSocket.on("close", () => this.#leave());
  }

  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  /** Milliseconds since 1970. */
  get lastSeen(): number {
    return this.#lastSeen;
  }

  /** The message that is being received doesn't count. */
  forgive(): void {
    this.#budget.giveBack();
  }

  beat(): void {
    if (this.#missed >= MAX_MISSED) this.#webSocket.terminate();
    this.#missed += 1;
    this.run(() => {
      this.outbox.send(PING_FRAME);
      this.#events.beat?.();
    });
  }

  /** Runs what a message asks for, now or later; see {@link PeerEvents.received} for what it throws. */
  run(work: () => void | Promise<void>): void {
    try {
      work()?.catch((error: unknown) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Resolves when the socket is gone. */
  gone(): Promise<void> {
    if (this.#webSocket.readyState === this.#webSocket.CLOSED) return Promise.resolve();
    return new Promise((resolve) => this.#webSocket.once("close", () => resolve()));
  }

  /** Says why, and is gone soon, even when the other side doesn't answer. */
  end(code: CloseCode, reason: string): void {
    if (this.#hasLeft) return;
    this.#leave();
    this.#webSocket.close(code, closeReason(reason));
    const timer = setTimeout(() => this.#webSocket.terminate(), this.#context.timings.closing).unref();
    this.#webSocket.once("close", () => clearTimeout(timer));
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    this.#seen();
    if (this.#hasLeft || !this.#isWithinBudget()) return;
    if (isBinary) this.end(CLOSE.unsupportedData, "messages must be text, received a binary one");
    else this.run(() => this.#events.received(data.toString()));
  }

  #onPong(): void {
    if (this.#missed === 0) this.#isWithinBudget();
    this.#seen();
  }

  #seen(): void {
    this.#missed = 0;
    this.#lastSeen = this.#context.clock.wall();
  }

  #isWithinBudget(): boolean {
    const isWithin = this.#budget.take(this.#context.clock.monotonic());
    if (!isWithin) this.end(CLOSE.policy, `at most ${MAX_INBOUND} messages a minute are allowed`);
    return isWithin;
  }

  #fail(error: unknown): void {
    if (error instanceof Refusal) {
      this.end(error.code, error.message);
      return;
    }
    this.#context.log.error({ err: error }, "a message could not be handled");
    this.end(CLOSE.tryAgainLater, "the server can't do this just now, try again later");
  }

  #leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.outbox.close();
    this.#stopBeating();
    this.#events.left();
  }
}
