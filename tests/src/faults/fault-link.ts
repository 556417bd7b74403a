import { connect, type Socket } from "node:net";
import type { Fault } from "./fault.ts";
import {
  answer,
  asksForStream,
  asOldAnswer,
  type HeadFault,
  headEnd,
  isHeadFault,
  withoutUpgrade,
} from "./fault-head.ts";

export interface LinkEvents {
  /** The client has said what it wants: {@link Link.isStream} is known. */
  asked(): void;
  /** A side has ended, or was cut. */
  left(): void;
  cut(): void;
  /** Both sides have ended. */
  gone(): void;
}

type Item = Buffer | "end" | "reset";

/** One way of a link, and what is held back on it. */
interface Lane {
  held: Item[];
  to: () => Socket;
}

/** One connection through the proxy. The server is dialled when the first bytes for it get through: HTTP is client-first. */
export class Link {
  readonly #client: Socket;
  readonly #target: { host: string; port: number };
  readonly #events: LinkEvents;
  readonly #up: Lane = { held: [], to: () => this.#dial() };
  readonly #down: Lane = { held: [], to: () => this.#client };
  #upstream?: Socket;
  #fault: Fault;
  #idle?: NodeJS.Timeout;
  #bytesLeft = 0;
  /** The beginning of the first request, while it is incomplete and has to be read. */
  #head = "";
  #hasAsked = false;
  #isStream = false;
  /** The answer is still to be made HTTP/1.0. */
  #isOld = false;
  readonly #left = { client: false, server: false };
  /** Nothing more gets through. */
  #isCut = false;

  constructor(client: Socket, target: { host: string; port: number }, fault: Fault, events: LinkEvents) {
    this.#client = client;
    this.#target = target;
    this.#events = events;
    this.#fault = fault;
    this.#listen(client, this.#up);
    this.#watchEnd(client, "client");
    this.set(fault);
  }

  /** Whether the client asked for a stream here. */
  get isStream(): boolean {
    return this.#isStream;
  }

  /** Whether the client side has ended, whatever the server knows of it. */
  get clientHasLeft(): boolean {
    return this.#left.client;
  }

  /** The server has not noticed yet that the client is gone. */
  get isGhost(): boolean {
    return this.#left.client && this.#upstream !== undefined && !this.#left.server;
  }

  set(fault: Fault): void {
    this.#fault = fault;
    clearTimeout(this.#idle);
    if (fault.mode === "refuse") this.cut();
    if (fault.mode === "cut-after") this.#bytesLeft = fault.bytes;
    if (fault.mode === "black-hole") return;
    for (const lane of [this.#up, this.#down]) for (const item of lane.held.splice(0)) this.#take(item, lane);
    this.#watchIdle();
  }

  cut(): void {
    if (!this.#left.client) this.#markCut();
    this.#client.resetAndDestroy();
    this.#upstream?.resetAndDestroy();
    this.#leave("client");
  }

  #take(item: Item, lane: Lane): void {
    if (this.#isCut) return;
    this.#watchIdle();
    const fault = this.#fault;
    if (fault.mode === "black-hole") lane.held.push(item);
    else if (fault.mode === "delay") this.#delay(item, lane, fault.ms);
    else if (fault.mode === "buffer" && lane === this.#down) this.#buffer(item, lane);
    else if (fault.mode === "cut-after" && lane === this.#down) this.#cutAfter(item, lane);
    else if (isHeadFault(fault) && lane === this.#up && !this.#upstream) this.#readHead(item, lane, fault);
    else if (this.#isOld && lane === this.#down && typeof item !== "string") this.#answerAsOld(item, lane);
    else this.#deliver(item, lane);
  }

  #deliver(item: Item, { to }: Lane): void {
    if (typeof item === "string" && !this.#upstream) this.#client.destroy();
    else if (item === "reset") to().resetAndDestroy();
    else if (item === "end") to().end();
    else if (to().writable) to().write(item);
  }

  #answerAsOld(bytes: Buffer, lane: Lane): void {
    this.#isOld = false;
    this.#deliver(asOldAnswer(bytes), lane);
  }

  #delay(item: Item, lane: Lane, ms: number): void {
    const fault = this.#fault;
    lane.held.push(item);
    setTimeout(() => {
      // Another fault has delivered it long since.
      if (fault !== this.#fault) return;
      for (const first of lane.held.splice(0, 1)) this.#deliver(first, lane);
    }, ms);
  }

  #buffer(item: Item, lane: Lane): void {
    lane.held.push(item);
    if (typeof item === "string") for (const held of lane.held.splice(0)) this.#deliver(held, lane);
  }

  #cutAfter(item: Item, lane: Lane): void {
    const part = typeof item === "string" ? item : item.subarray(0, this.#bytesLeft);
    if (typeof part !== "string") this.#bytesLeft -= part.length;
    this.#deliver(part, lane);
    if (this.#bytesLeft > 0) return;
    // In order, since a reset may overtake what was written before it.
    this.#markCut();
    this.#client.end();
    this.#upstream?.destroy();
  }

  #readHead(item: Item, lane: Lane, fault: HeadFault): void {
    if (typeof item === "string") {
      this.#deliver(item, lane);
      return;
    }
    this.#head += item.toString("latin1");
    const end = headEnd(this.#head);
    if (end === -1) return;
    if (fault.mode === "answer") this.#client.end(answer(fault));
    else this.#deliver(withoutUpgrade(this.#head, end, fault.mode), lane);
    this.#isOld = fault.mode === "http-1.0";
    this.#head = "";
  }

  #watchIdle(): void {
    clearTimeout(this.#idle);
    if (this.#fault.mode !== "cut-idle" || this.#client.destroyed) return;
    this.#idle = setTimeout(() => {
      this.#markCut();
      this.#client.end();
      this.#upstream?.end();
    }, this.#fault.afterMs);
  }

  #dial(): Socket {
    if (this.#upstream) return this.#upstream;
    const upstream = connect({ ...this.#target, allowHalfOpen: true, noDelay: true });
    this.#upstream = upstream;
    this.#listen(upstream, this.#down);
    this.#watchEnd(upstream, "server");
    return upstream;
  }

  /** Reads always, even while nothing may get through: only so is an end noticed. */
  #listen(socket: Socket, lane: Lane): void {
    let hasEnded = false;
    socket.on("data", (bytes) => {
      if (!this.#hasAsked) this.#noteRequest(bytes);
      this.#take(bytes, lane);
    });
    socket.on("end", () => {
      hasEnded = true;
      this.#take("end", lane);
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      if (!hasEnded) this.#take("reset", lane);
    });
  }

  /** Clients speak first. */
  #noteRequest(bytes: Buffer): void {
    this.#hasAsked = true;
    this.#isStream = asksForStream(bytes);
    this.#events.asked();
  }

  #markCut(): void {
    this.#isCut = true;
    clearTimeout(this.#idle);
    this.#events.cut();
  }

  #watchEnd(socket: Socket, side: "client" | "server"): void {
    socket.once("end", () => this.#leave(side));
    socket.once("close", () => {
      this.#leave(side);
      if (this.#client.closed && (this.#upstream?.closed ?? true)) this.#events.gone();
    });
  }

  #leave(side: "client" | "server"): void {
    if (this.#left[side]) return;
    this.#left[side] = true;
    this.#events.left();
  }
}
