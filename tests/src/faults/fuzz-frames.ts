import { cut, json, type Target } from "./fuzz-http.ts";
import type { Random } from "./random.ts";

// What nobody should say on a stream, as bytes (RFC 6455, 5.2).

const FIN = 0x80;

/** A frame as clients send it, with a mask. */
function frame(random: Random, opcode: number, payload: Buffer, first = FIN): Buffer {
  const { length } = payload;
  const size = length < 126 ? [FIN | length] : length < 65_536 ? [FIN | 126, length >> 8, length & 0xff] : long(length);
  const mask = random.bytes(4);
  const masked = Buffer.from(payload);
  for (let index = 0; index < length; index++) masked[index] = (masked[index] ?? 0) ^ (mask[index % 4] ?? 0);
  return Buffer.concat([Buffer.from([first | opcode, ...size]), mask, masked]);
}

const long = (length: number) => [
  FIN | 127,
  0,
  0,
  0,
  0,
  length >>> 24,
  (length >> 16) & 0xff,
  (length >> 8) & 0xff,
  length & 0xff,
];

const text = (random: Random, message: string) => frame(random, 1, Buffer.from(message));

/** The request for a stream; mostly one that is granted. */
export function upgrade(random: Random, { host, sdkKey }: Target, isProper: boolean, isBrowser = false): Buffer {
  const odd = <Value>(usual: Value, ...others: Value[]) =>
    isProper || random.below(3) > 0 ? usual : random.pick(others);
  const lines = [
    `${odd("GET", "POST", "HEAD")} ${odd("/v1/stream", "/api/v1/live", "/", "/v1/stream/../x", "//")} HTTP/1.1`,
    `Host: ${host}`,
    `Connection: ${odd("Upgrade", "keep-alive, Upgrade", "close, Upgrade")}`,
    `Upgrade: ${odd("websocket", "WebSocket, h2c", "h2c", "x")}`,
    `Sec-WebSocket-Version: ${odd("13", "8", "", "99999999999")}`,
    `Sec-WebSocket-Key: ${odd(random.bytes(16).toString("base64"), "", "x", "=".repeat(24))}`,
    `Sec-WebSocket-Protocol: ${odd("switchyard.v1", "other", ",,,", "switchyard.v1, switchyard.v1")}`,
    `Sec-WebSocket-Extensions: ${odd("permessage-deflate", "permessage-deflate; server_max_window_bits=1", ";;", "x;y=z")}`,
    ...odd(
      isBrowser ? ["Origin: https://shop.example.com"] : [`Authorization: Bearer ${sdkKey}`],
      [],
      ["Authorization: Bearer x"],
      ["Origin: null", "Cookie: session=x"],
    ),
  ];
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`);
}

/** A server SDK's, or a browser's when it is given a client key. */
export const hello = (random: Random, instance: string, key?: string) =>
  text(random, JSON.stringify({ type: "hello", protocol: 1, sdk: "fuzz/1", instance, key, context: {} }));

/** A frame that is correct, whatever it says. */
export function politeFrame(random: Random): Buffer {
  const kind = random.below(100);
  if (kind < 55) return text(random, message(random));
  if (kind < 80) return text(random, `{"type":"resync"}`);
  if (kind < 92) return text(random, `{"type":"applied","version":${random.pick(["0", "1", "2"])}}`);
  if (kind < 95) return frame(random, 9, random.bytes(random.below(126)));
  return frame(random, 10, random.bytes(random.below(126)));
}

/** Mostly of types that are ignored, since what is refused ends the connection. */
function message(random: Random): string {
  if (random.below(40) > 0)
    return `{"type":"${random.pick(["report", "toString", "__proto__", ""])}","x":${json(random, 4)}}`;
  const type = random.pick(["hello", "applied", "context", "resync", "report", "evaluations"]);
  const fields = [
    "token",
    "contextId",
    "seq",
    "evaluations",
    "items",
    "version",
    "protocol",
    "sdk",
    "instance",
    "have",
    "context",
    "app",
    "key",
    "__proto__",
  ];
  return `{"type":"${type}","${random.pick(fields)}":${json(random, 3)},"${random.pick(fields)}":${json(random, 3)}}`;
}

/** Bytes that break a rule of WebSocket or of the protocol on it. */
export function rudeFrame(random: Random): Buffer {
  const payload = () => random.bytes(random.below(100));
  const makers: (() => Buffer)[] = [
    () => random.bytes(1 + random.below(200)),
    () => frame(random, random.below(16), payload()),
    () => frame(random, 1, payload(), random.below(16) << 4),
    () => frame(random, 0, payload()),
    () => frame(random, random.pick([8, 9, 10]), random.bytes(126 + random.below(300))),
    () => frame(random, 8, Buffer.from([random.below(256), random.below(256), ...payload()])),
    () => frame(random, 8, random.bytes(1)),
    () => frame(random, 2, payload()),
    () => Buffer.concat([frame(random, 1, payload(), 0), frame(random, 1, payload())]),
    () => Buffer.concat(Array.from({ length: 30 }, (_, index) => frame(random, index === 0 ? 1 : 0, payload(), 0))),
    () => Buffer.from([0x81, 0x05, ...random.bytes(5)]),
    () => Buffer.from([0x81, 0xff, ...random.bytes(8), 1, 2, 3, 4]),
    () => Buffer.from([0x81, 0xff, 0, 0, 0, 0, random.below(256), ...random.bytes(3), 1, 2, 3, 4]),
    () => cut(random, text(random, message(random))),
    () => text(random, "[".repeat(random.pick([10, 1_000, 60_000]))),
    () => text(random, `${'{"type":"context","context":'.repeat(2_000)}1${"}".repeat(2_000)}`),
    () =>
      random.below(20) > 0
        ? text(random, "{")
        : frame(random, 1, Buffer.alloc(random.pick([65_536, 65_537, 500_000]), 0x61)),
  ];
  return random.pick(makers)();
}

export const goodbye = (random: Random) => frame(random, 8, Buffer.from([0x03, 0xe8]));
