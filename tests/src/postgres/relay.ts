import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

interface Pair {
  near: Socket;
  far?: Socket;
}

/** Cuts one connection at what somebody says on it: before it gets through, or when it was answered, which does not get back. */
export interface Trap {
  said: RegExp;
  cut: "before" | "after";
}

/** Passes TCP connections on to one of several ports: the way from a node to its database, or a load balancer. */
export class Relay {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  readonly #targets: () => number[];
  #mode: "pass" | "hold" | "refuse" = "pass";
  #trap?: Trap;

  private constructor(targets: () => number[]) {
    this.#targets = targets;
    // As real balancers and poolers do: without it, small pieces wait for each other's receipts, 40 ms at a time.
    this.#server = createServer({ noDelay: true }, (near) => this.#accept(near));
  }

  /** @param targets tried in this order until one takes the connection */
  static async start(targets: () => number[]): Promise<Relay> {
    const relay = new Relay(targets);
    await new Promise<void>((resolve) => relay.#server.listen(0, "127.0.0.1", resolve));
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Nothing gets through, and nobody is told: as when a cable is pulled. */
  hold(): void {
    this.#mode = "hold";
    for (const { near, far } of this.#pairs) for (const socket of [near, far]) socket?.pause();
  }

  /** All connections end, and no new one is taken. */
  refuse(): void {
    this.#mode = "refuse";
    this.cut();
  }

  pass(): void {
    const wasHeld = this.#mode === "hold";
    this.#mode = "pass";
    if (!wasHeld) return;
    for (const pair of this.#pairs) {
      if (!pair.far) this.#dial(pair, this.#targets());
      for (const socket of [pair.near, pair.far]) socket?.resume();
    }
  }

  cut(): void {
    for (const { near, far } of this.#pairs) for (const socket of [near, far]) socket?.resetAndDestroy();
  }

  /** Once; the next connection that says it. */
  set(trap: Trap): void {
    this.#trap = trap;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.cut();
    await closed;
  }

  #accept(near: Socket): void {
    near.on("error", () => {});
    if (this.#mode === "refuse") {
      near.resetAndDestroy();
      return;
    }
    const pair: Pair = { near };
    this.#pairs.add(pair);
    near.on("close", () => {
      this.#pairs.delete(pair);
      pair.far?.destroy();
    });
    if (this.#mode === "pass") this.#dial(pair, this.#targets());
    else near.pause();
  }

  #dial(pair: Pair, [port, ...others]: number[]): void {
    if (port === undefined) {
      pair.near.resetAndDestroy();
      return;
    }
    const far = connect({ port, host: "127.0.0.1", noDelay: true });
    let isOpen = false;
    far.on("error", () => {
      if (!isOpen) this.#dial(pair, others);
    });
    far.on("connect", () => {
      isOpen = true;
      pair.far = far;
      far.on("close", () => pair.near.destroy());
      // Before it is passed on: what is destroyed here takes no more.
      pair.near.on("data", (said) => this.#hear(said, pair.near, far));
      pair.near.pipe(far).pipe(pair.near);
      if (this.#mode === "hold") for (const socket of [pair.near, far]) socket.pause();
    });
  }

  #hear(said: Buffer, near: Socket, far: Socket): void {
    if (!this.#trap?.said.test(said.toString("latin1"))) return;
    const { cut } = this.#trap;
    this.#trap = undefined;
    if (cut === "before") far.destroy();
    else {
      far.unpipe(near);
      far.once("data", () => near.resetAndDestroy());
      far.resume();
    }
  }
}
