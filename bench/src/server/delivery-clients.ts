import { connect, type Socket } from "node:net";

// The other side of delivery.ts, in a process of its own: as many sockets to the stream as to a bare TCP server. Both
// kinds read frames in the same way, and tell when the last byte of each came.

export type ToClients =
  | { connect: { count: number; streamPort: number; tcpPort: number; key: string } }
  /** Collect the arrivals of one broadcast; `confirm` answers like an SDK. */
  | { expect: { kind: "stream" | "tcp"; confirm: boolean } };

/** `arrivals` are times of the system-wide monotonic clock in nanoseconds; `frame` is what came, in base64. */
export type FromClients = { ready: true } | { armed: true } | { arrivals: number[]; frame: string };

interface Client {
  socket: Socket;
  pending: Buffer;
}

const HELLO_HEADERS = [
  "GET /v1/stream HTTP/1.1",
  "Host: 127.0.0.1",
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Protocol: switchyard.v1",
];

let count = 0;
let wanted: "stream" | "tcp" | undefined;
let confirms = false;
let arrivals: number[] = [];

process.on("message", (message: ToClients) => {
  if ("connect" in message) void connectAll(message.connect);
  else {
    wanted = message.expect.kind;
    confirms = message.expect.confirm;
    arrivals = [];
    tell({ armed: true });
  }
});

const tell = (message: FromClients) => process.send?.(message);

async function connectAll(options: { count: number; streamPort: number; tcpPort: number; key: string }): Promise<void> {
  count = options.count;
  for (let index = 0; index < count; index += 1) {
    await openTcp(options.tcpPort);
    await openStream(options.streamPort, options.key, `bench-${index}`);
  }
  tell({ ready: true });
}

function openTcp(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const client = { socket: connect(port, "127.0.0.1", resolve), pending: Buffer.alloc(0) };
    client.socket.setNoDelay(true);
    client.socket.once("error", reject);
    client.socket.on("data", (data) => read(client, data, "tcp"));
  });
}

/** Resolves when the hello is answered. */
function openStream(port: number, key: string, instance: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const client = { socket: connect(port, "127.0.0.1"), pending: Buffer.alloc(0) };
    client.socket.setNoDelay(true);
    client.socket.once("error", reject);
    client.socket.write(`${[...HELLO_HEADERS, `Authorization: Bearer ${key}`].join("\r\n")}\r\n\r\n`);
    let isOpen = false;
    client.socket.on("data", (data) => {
      if (isOpen) return read(client, data, "stream");
      client.pending = Buffer.concat([client.pending, data]);
      const end = client.pending.indexOf("\r\n\r\n");
      if (end < 0) return;
      if (!client.pending.subarray(0, end).includes(" 101 ")) reject(new Error(client.pending.toString()));
      isOpen = true;
      client.pending = client.pending.subarray(end + 4);
      client.socket.once("data", () => resolve());
      send(client.socket, { type: "hello", protocol: 1, sdk: "bench/1", instance });
    });
  });
}

function read(client: Client, data: Buffer, kind: "stream" | "tcp"): void {
  client.pending = client.pending.length === 0 ? data : Buffer.concat([client.pending, data]);
  for (;;) {
    const frame = wholeFrame(client.pending);
    if (!frame) return;
    client.pending = client.pending.subarray(frame.length);
    // Anything but a text frame is a ping.
    if ((frame[0] ?? 0) !== 0x81 || kind !== wanted) continue;
    arrivals.push(Number(process.hrtime.bigint()));
    if (kind === "stream" && confirms) send(client.socket, { type: "applied", version: versionOf(frame) });
    if (arrivals.length === count) {
      wanted = undefined;
      tell({ arrivals, frame: frame.toString("base64") });
    }
  }
}

function wholeFrame(bytes: Buffer): Buffer | undefined {
  if (bytes.length < 2) return undefined;
  const short = (bytes[1] ?? 0) & 0x7f;
  const start = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < start) return undefined;
  const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  return bytes.length < start + length ? undefined : bytes.subarray(0, start + length);
}

const versionOf = (frame: Buffer) => Number(/"to":(\d+)/.exec(frame.toString("latin1"))?.[1]);

/** A frame masked with zeros, which leaves the payload as it is. */
function send(socket: Socket, message: unknown): void {
  const payload = Buffer.from(JSON.stringify(message));
  const header =
    payload.length < 126
      ? [0x81, 0x80 | payload.length]
      : [0x81, 0x80 | 126, payload.length >> 8, payload.length & 0xff];
  socket.write(Buffer.concat([Buffer.from([...header, 0, 0, 0, 0]), payload]));
}
