import { connect, type Socket } from "node:net";

/** What a network, or something in it, does to connections. */
export type Fault =
  | { mode: "pass" }
  /**
   * Connections are taken and nothing gets through, neither bytes nor ends, as when packets are dropped: both sides
   * believe that the link stands. Another fault afterwards delivers what was held back, as TCP's retransmission would.
   */
  | { mode: "black-hole" }
  /** Connections are reset at once. */
  | { mode: "refuse" }
  /** Requests on new connections are answered by the proxy itself, as by a load balancer that has no server. */
  | { mode: "answer"; status: number; retryAfter?: number }
  /** Requests on new connections lose their offer of an upgrade. */
  | { mode: "strip-upgrade" }
  /** What the server says is held back until the server has ended the connection. */
  | { mode: "buffer" }
  /** Connections on which nothing was said for so long are ended in order. */
  | { mode: "cut-idle"; afterMs: number }
  /** Connections are reset after so many more bytes from the server, be it within a frame. */
  | { mode: "cut-after"; bytes: number }
  /** Everything arrives so much later. */
  | { mode: "delay"; ms: number };

export interface LinkEvents {
  /** The client side has ended, or was cut. */
  left(): void;
  cut(): void;
  /** Both sides have ended. */
  gone(): void;
}

const HEAD_END = "\r\n\r\n";

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
  #hasLeft = false;
  /** Nothing more gets through. */
  #isCut = false;

  constructor(client: Socket, target: { host: string; port: number }, fault: Fault, events: LinkEvents) {
    this.#client = client;
    this.#target = target;
    this.#events = events;
    this.#fault = fault;
    this.#listen(client, this.#up);
    client.once("end", () => this.#leave());
    client.once("close", () => {
      this.#leave();
      if (!this.#upstream || this.#upstream.closed) events.gone();
    });
    this.set(fault);
  }

  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  set(fault: Fault): void {
    this.#fault = fault;
    clearTimeout(this.#idle);
    if (fault.mode === "refuse") return this.cut();
    if (fault.mode === "cut-after") this.#bytesLeft = fault.bytes;
    if (fault.mode === "black-hole") return;
    for (const lane of [this.#up, this.#down]) for (const item of lane.held.splice(0)) this.#take(item, lane);
    this.#watchIdle();
  }

  cut(): void {
    if (this.#client.destroyed) return;
    this.#markCut();
    this.#client.resetAndDestroy();
    this.#upstream?.resetAndDestroy();
    this.#leave();
  }

  #take(item: Item, lane: Lane): void {
    if (this.#isCut) return;
    const fault = this.#fault;
    this.#watchIdle();
    switch (fault.mode) {
      case "black-hole":
        lane.held.push(item);
        return;
      case "buffer":
        if (lane === this.#up) return this.#deliver(item, lane);
        lane.held.push(item);
        if (typeof item === "string") for (const held of lane.held.splice(0)) this.#deliver(held, lane);
        return;
      case "delay":
        lane.held.push(item);
        setTimeout(() => {
          const [first] = fault === this.#fault ? lane.held.splice(0, 1) : [];
          if (first !== undefined) this.#deliver(first, lane);
        }, fault.ms);
        return;
      case "cut-after":
        return this.#cutAfter(item, lane);
      case "answer":
      case "strip-upgrade":
        return this.#readHead(item, lane);
      default:
        this.#deliver(item, lane);
    }
  }

  #deliver(item: Item, { to }: Lane): void {
    if (typeof item === "string" && !this.#upstream) return void this.#client.destroy();
    const socket = to();
    if (item === "reset") socket.resetAndDestroy();
    else if (item === "end") socket.end();
    else if (socket.writable) socket.write(item);
  }

  #cutAfter(item: Item, lane: Lane): void {
    if (typeof item === "string" || lane === this.#up) return this.#deliver(item, lane);
    const part = item.subarray(0, this.#bytesLeft);
    this.#bytesLeft -= part.length;
    if (this.#bytesLeft > 0) return this.#deliver(part, lane);
    // Only an end in order brings what was written before it: a reset may overtake it.
    this.#markCut();
    this.#client.end(part);
    this.#upstream?.destroy();
  }

  #readHead(item: Item, lane: Lane): void {
    if (typeof item === "string" || lane === this.#down || this.#upstream) return this.#deliver(item, lane);
    this.#head += item.toString("latin1");
    const end = this.#head.indexOf(HEAD_END);
    if (end === -1) return;
    const fault = this.#fault;
    if (fault.mode === "answer") this.#client.end(answer(fault));
    else {
      const lines = this.#head.slice(0, end).split("\r\n");
      const kept = lines.filter((line) => !/^(upgrade|connection) *:/i.test(line));
      const request = [...kept, "Connection: close"].join("\r\n") + this.#head.slice(end);
      this.#deliver(Buffer.from(request, "latin1"), lane);
    }
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
    upstream.once("close", () => {
      if (this.#client.closed) this.#events.gone();
    });
    return upstream;
  }

  /** Reads always, even while nothing may get through: only so is an end noticed. */
  #listen(socket: Socket, lane: Lane): void {
    let hasEnded = false;
    socket.on("data", (bytes) => this.#take(bytes, lane));
    socket.on("end", () => {
      hasEnded = true;
      this.#take("end", lane);
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      if (!hasEnded) this.#take("reset", lane);
    });
  }

  #markCut(): void {
    this.#isCut = true;
    clearTimeout(this.#idle);
    this.#events.cut();
  }

  #leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#events.left();
  }
}

function answer({ status, retryAfter }: Extract<Fault, { mode: "answer" }>): string {
  const wish = retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`];
  return (
    [`HTTP/1.1 ${status} From the proxy`, "Content-Length: 0", "Connection: close", ...wish].join("\r\n") + HEAD_END
  );
}
