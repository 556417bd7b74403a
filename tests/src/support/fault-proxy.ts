import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import type { Fault } from "../faults/fault.ts";
import { Link } from "../faults/fault-link.ts";

export type { Fault } from "../faults/fault.ts";

/**
 * Stands between SDKs and a server, and misbehaves as networks do. One fault at a time, switched while connections
 * are open.
 */
export class FaultProxy {
  readonly url: string;
  readonly #listener: Server;
  readonly #links = new Set<Link>();
  readonly #waiting = new Set<() => void>();
  #fault: Fault = { mode: "pass" };
  #accepted = 0;
  #cuts = 0;
  #mostStreams = 0;

  private constructor(listener: Server) {
    this.#listener = listener;
    this.url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  }

  /** @param target where the server is, such as `http://localhost:4000`; it need not be there yet, or all the time */
  static async start(target: string): Promise<FaultProxy> {
    const { hostname: host, port } = new URL(target);
    const listener = createServer({ allowHalfOpen: true, noDelay: true });
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
    const proxy = new FaultProxy(listener);
    listener.on("connection", (client) => {
      const link = new Link(client, { host, port: Number(port) }, proxy.#fault, {
        // What ended before this was asked may be told to us after it, in the same turn.
        asked: () => setImmediate(() => proxy.#noteStreams()),
        left: () => proxy.#tell(),
        cut: () => {
          proxy.#cuts += 1;
        },
        gone: () => proxy.#links.delete(link),
      });
      proxy.#links.add(link);
      proxy.#accepted += 1;
      proxy.#tell();
    });
    return proxy;
  }

  /** Connections that were ever made. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Connections whose client has ended without the server's knowledge. */
  get ghosts(): number {
    return [...this.#links].filter((link) => link.isGhost).length;
  }

  /** The most streams that were open at one time, or being asked for. */
  get mostStreams(): number {
    return this.#mostStreams;
  }

  /** Connections that were cut, by `cut()` or by the fault. */
  get cuts(): number {
    return this.#cuts;
  }

  /** For the connections that are open and for those to come. What was held back before goes out first. */
  set(fault: Fault): void {
    this.#fault = fault;
    this.setOpen(fault);
  }

  /** For the connections that are open now; those to come are not concerned. */
  setOpen(fault: Fault): void {
    for (const link of this.#links) link.set(fault);
  }

  /** Resets every connection, both ways. */
  cut(): void {
    for (const link of [...this.#links]) link.cut();
  }

  /** Resolves when the condition holds; it is looked at whenever a connection comes or ends. */
  async until(condition: (proxy: this) => boolean): Promise<void> {
    while (!condition(this)) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  async close(): Promise<void> {
    this.#listener.close();
    this.cut();
    await once(this.#listener, "close");
  }

  #noteStreams(): void {
    const streams = [...this.#links].filter((link) => link.isStream && !link.clientHasLeft).length;
    this.#mostStreams = Math.max(this.#mostStreams, streams);
    this.#tell();
  }

  #tell(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}
