import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { SUBPROTOCOL } from "@switchyard/core";

export interface RawMessage {
  opcode: number;
  payload: Buffer;
  /** With its header. */
  frame: Buffer;
}

/** A TCP connection that speaks WebSocket by hand: it sees bytes, can stop reading, and can send anything. */
export class RawClient {
  readonly socket: Socket;
  /** The whole messages that came so far; pings and the like are left out. */
  readonly messages: RawMessage[] = [];
  /** What came and is not part of a whole frame yet. */
  received = Buffer.alloc(0);
  /** The head of the answer to the upgrade. */
  head = "";
  readonly closed: Promise<unknown>;
  #waiting: (() => void)[] = [];

  constructor(port: number) {
    this.socket = connect(port, "127.0.0.1");
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) => this.socket.once("close", resolve));
    this.socket.on("data", (data) => {
      this.received = Buffer.concat([this.received, data]);
      if (this.head.includes(" 101 ")) this.#parse();
      for (const resolve of this.#waiting.splice(0)) resolve();
    });
    this.socket.on("close", () => {
      for (const resolve of this.#waiting.splice(0)) resolve();
    });
  }

  /** Resolves when the answer's head is there; after 101 what follows is in `received`. */
  async upgrade(path: string, headers: Record<string, string> = {}): Promise<string> {
    const all = {
      Host: `127.0.0.1:${this.socket.remotePort ?? 0}`,
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
      "Sec-WebSocket-Protocol": SUBPROTOCOL,
      ...headers,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    this.socket.write(`GET ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    await this.until(() => this.received.includes("\r\n\r\n"));
    const end = this.received.indexOf("\r\n\r\n") + 4;
    this.head = this.received.subarray(0, end).toString();
    this.received = this.received.subarray(end);
    if (this.head.includes(" 101 ")) this.#parse();
    return this.head;
  }

  /** Resolves when the condition holds, or the connection has ended. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition() && !this.socket.destroyed) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** A masked frame, as clients send them (RFC 6455, 5.3). */
  send(payload: string | Buffer, opcode = 1): void {
    const data = Buffer.from(payload);
    const mask = randomBytes(4);
    const header = data.length < 126 ? [0x80 | data.length] : [0x80 | 126, data.length >> 8, data.length & 0xff];
    const masked = data.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
    this.socket.write(Buffer.concat([Buffer.from([0x80 | opcode, ...header]), mask, masked]));
  }

  async close(): Promise<void> {
    this.socket.destroy();
    if (!this.socket.closed) await once(this.socket, "close");
  }

  #parse(): void {
    for (;;) {
      const { received } = this;
      if (received.length < 2) return;
      const short = received.readUInt8(1) & 0x7f;
      const start = short === 127 ? 10 : short === 126 ? 4 : 2;
      if (received.length < start) return;
      const length =
        short === 127 ? Number(received.readBigUInt64BE(2)) : short === 126 ? received.readUInt16BE(2) : short;
      const end = start + length;
      if (received.length < end) return;
      const opcode = received.readUInt8(0) & 0x0f;
      const message = { opcode, payload: received.subarray(start, end), frame: received.subarray(0, end) };
      if (opcode === 1 || opcode === 8) this.messages.push(message);
      this.received = received.subarray(end);
    }
  }
}
