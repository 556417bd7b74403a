import { connect, type Socket } from "node:net";

// Clients as cheap as can be: what is measured is the server. They read frames (RFC 6455, 5.2) and answer pings.

export interface StreamOptions {
  host: string;
  port: number;
  key: string;
  /** Says hello as this, as soon as the stream is open. @default somebody else says it */
  instance?: string;
  /** A version to resume from. */
  have?: { epoch: string; version: number };
}

export interface StreamEvents {
  opened?(): void;
  /** The server asked for a sign of life. */
  pinged?(): void;
  /** A whole text frame, header included. */
  text(frame: Buffer): void;
  /** The last one: it was refused, or it has ended. */
  closed(status: number, retryAfterSeconds: number): void;
}

const TEXT = 0x81;
const PING = 0x89;
const PONG = 0x8a;
const ZERO_MASK = [0, 0, 0, 0];

const head = ({ host, key }: StreamOptions) =>
  [
    "GET /v1/stream HTTP/1.1",
    `Host: ${host}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol: switchyard.v1",
    `Authorization: Bearer ${key}`,
    "",
    "",
  ].join("\r\n");

/** Collects what comes and hands it out in whole frames, without copying what is whole already. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #size = 0;
  #needed = 2;

  read(data: Buffer, onFrame: (frame: Buffer) => void): void {
    this.#chunks.push(data);
    this.#size += data.length;
    while (this.#size >= this.#needed) {
      const bytes = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks, this.#size);
      this.#chunks = [bytes];
      const length = frameLength(bytes);
      this.#needed = length ?? bytes.length + 1;
      if (length === undefined || length > bytes.length) return;
      const rest = bytes.subarray(length);
      this.#chunks = rest.length > 0 ? [rest] : [];
      this.#size = rest.length;
      this.#needed = 2;
      onFrame(bytes.subarray(0, length));
    }
  }
}

function frameLength(bytes: Buffer): number | undefined {
  const short = (bytes[1] ?? 0) & 0x7f;
  const start = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < start) return undefined;
  return start + (short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short);
}

export const send = (socket: Socket, message: unknown) => sendText(socket, JSON.stringify(message));

export function sendText(socket: Socket, text: string): void {
  const payload = Buffer.from(text);
  const { length } = payload;
  const header = length < 126 ? [TEXT, 0x80 | length] : [TEXT, 0x80 | 126, length >> 8, length & 0xff];
  socket.write(Buffer.concat([Buffer.from([...header, ...ZERO_MASK]), payload]));
}

/** What a text frame carries. */
export const textOf = (frame: Buffer) => {
  const short = (frame[1] ?? 0) & 0x7f;
  return frame.toString("utf8", short === 127 ? 10 : short === 126 ? 4 : 2);
};

/** Opens a stream. */
export function openStream(options: StreamOptions, events: StreamEvents): Socket {
  const socket = connect(options.port, options.host);
  const reader = new FrameReader();
  let answer = "";
  let isOpen = false;
  let retryAfter = 0;
  let status = 0;
  const onFrame = (frame: Buffer) => {
    if (frame[0] === TEXT) events.text(frame);
    else if (frame[0] === PING) {
      socket.write(Buffer.from([PONG, 0x80, ...ZERO_MASK]));
      events.pinged?.();
    }
  };
  socket.setNoDelay(true);
  socket.on("error", () => {});
  socket.on("close", () => events.closed(status, retryAfter));
  socket.write(head(options));
  socket.on("data", (data) => {
    if (isOpen) return reader.read(data, onFrame);
    answer += data.toString("latin1");
    const end = answer.indexOf("\r\n\r\n");
    if (end < 0) return;
    status = Number(answer.slice("HTTP/1.1 ".length, "HTTP/1.1 101".length));
    retryAfter = Number(/Retry-After: (\d+)/i.exec(answer)?.[1] ?? 0);
    if (status !== 101) return;
    isOpen = true;
    const rest = Buffer.from(answer.slice(end + 4), "latin1");
    answer = "";
    const { instance, have } = options;
    if (instance !== undefined) send(socket, { type: "hello", protocol: 1, sdk: "bench/1", instance, have });
    events.opened?.();
    if (rest.length > 0) reader.read(rest, onFrame);
  });
  return socket;
}
