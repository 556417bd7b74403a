import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

interface Said {
  type: string;
  [field: string]: unknown;
}

/** A server that says to its one SDK what a test tells it to say. */
export class FakeServer {
  readonly url: string;
  /** Everything that the SDK said, on all of its connections. */
  readonly heard: Said[] = [];
  readonly #server: WebSocketServer;
  readonly #waiting = new Set<() => void>();
  #socket?: WebSocket;
  #connection?: Socket;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** @param answer what is said to a message of the SDK, if anything */
  static async start(answer: (said: Said) => object | undefined): Promise<FakeServer> {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await once(server, "listening");
    const fake = new FakeServer(server);
    server.on("connection", (socket, request) => {
      fake.#socket = socket;
      fake.#connection = request.socket;
      socket.on("error", () => {});
      socket.on("message", (data) => {
        const said = JSON.parse(data.toString()) as Said;
        const reply = answer(said);
        if (reply) socket.send(JSON.stringify(reply));
        fake.heard.push(said);
        const waiting = [...fake.#waiting];
        fake.#waiting.clear();
        for (const resolve of waiting) resolve();
      });
    });
    return fake;
  }

  say(text: string): void {
    this.#socket?.send(text);
  }

  /** Past the WebSocket library, which would not send it. */
  sayBytes(bytes: Buffer): void {
    this.#connection?.write(bytes);
  }

  /** Resolves when the SDK has said what makes the condition true. */
  async until(condition: (heard: readonly Said[]) => boolean): Promise<void> {
    while (!condition(this.heard)) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
