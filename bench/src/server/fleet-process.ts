import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { FrameReader, openStream, send } from "./raw-stream.ts";

// A process full of raw clients; see fleet.ts for who tells it what to do.

interface Target {
  host: string;
  port: number;
  key: string;
}

export type ToFleet =
  /** Open so many streams, at most `atOnce` at a time. */
  | { open: Target & { count: number; atOnce: number; have?: { epoch: string; version: number } } }
  /** The same number of bare TCP connections. */
  | { openTcp: { host: string; port: number; count: number } }
  /** Collect when the next broadcast's frame has come to each; `confirm` answers as SDKs do. */
  | { expect: { kind: "stream" | "tcp"; confirm: boolean } }
  /** As many clients that want in and are refused: each comes again after what it is told, or after `impatientMs`. */
  | { besiege: Target & { count: number; impatientMs?: number } }
  /** Every stream says a message of this type, and of a report's size and form, again and again; none: they fall silent. */
  | { chatter: { type: string; flags: string[]; everyMs: number } | null }
  | { tally: true }
  | { closeAll: true };

/** `arrivals` are nanoseconds of the system-wide monotonic clock; `frame` is what came, in base64. */
export type FromFleet =
  | { opened: number; bytes: number }
  | { armed: true }
  | { arrivals: number[]; frame: string }
  | { tally: { attempts: number; refused: number; broken: number; admitted: number } }
  | { chattering: boolean }
  | { closed: true };

const now = () => Number(process.hrtime.bigint());
const tell = (message: FromFleet) => process.send?.(message);

const streams = new Set<Socket>();
const bare = new Set<Socket>();
/** Those that want in. */
const besieging = new Set<Socket>();
let tally = { attempts: 0, refused: 0, broken: 0, admitted: 0 };
let expected: { kind: "stream" | "tcp"; confirm: boolean; arrivals: number[] } | undefined;

function arrived(kind: "stream" | "tcp", socket: Socket, frame: Buffer): void {
  if (expected?.kind !== kind) return;
  const { arrivals, confirm } = expected;
  arrivals.push(now());
  if (confirm) send(socket, { type: "applied", version: Number(/"to":(\d+)/.exec(frame.toString("latin1"))?.[1]) });
  if (arrivals.length < (kind === "stream" ? streams : bare).size) return;
  expected = undefined;
  tell({ arrivals, frame: frame.toString("base64") });
}

async function open({ count, atOnce, ...target }: Extract<ToFleet, { open: unknown }>["open"]): Promise<void> {
  let left = count;
  let bytes = 0;
  const one = (instance: string) =>
    new Promise<void>((resolve, reject) => {
      let isFirst = true;
      const socket = openStream(
        { ...target, instance },
        {
          text(frame) {
            if (!isFirst) return arrived("stream", socket, frame);
            isFirst = false;
            bytes += frame.length;
            streams.add(socket);
            resolve();
          },
          closed(status) {
            streams.delete(socket);
            reject(new Error(`a stream was closed, its upgrade answered ${status}`));
          },
        },
      );
    });
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await one(`bench-${process.pid}-${left}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  tell({ opened: streams.size, bytes });
}

async function openTcp({ host, port, count }: { host: string; port: number; count: number }): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const socket = connect(port, host);
    const reader = new FrameReader();
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("close", () => bare.delete(socket));
    socket.on("data", (data) => reader.read(data, (frame) => arrived("tcp", socket, frame)));
    await new Promise<void>((resolve) => socket.once("connect", resolve));
    bare.add(socket);
  }
  tell({ opened: bare.size, bytes: 0 });
}

/** Wants in again and again. */
async function besieger(target: Target, index: number, impatientMs?: number): Promise<void> {
  await sleep(Math.random() * (impatientMs ?? 5_000));
  for (;;) {
    tally.attempts += 1;
    const retryAfter = await new Promise<number>((resolve) => {
      const socket = openStream(
        { ...target, instance: `siege-${process.pid}-${index}` },
        {
          text: () => {},
          closed(status, seconds) {
            besieging.delete(socket);
            if (status === 503) tally.refused += 1;
            else if (status === 101) tally.admitted += 1;
            else tally.broken += 1;
            resolve(seconds);
          },
        },
      );
      besieging.add(socket);
    });
    await sleep(impatientMs === undefined ? retryAfter * 1_000 : impatientMs * (0.5 + Math.random()));
  }
}

let chatterers: NodeJS.Timeout[] = [];

function chatter({ type, flags, everyMs }: { type: string; flags: string[]; everyMs: number }): void {
  for (const [index, socket] of [...streams].entries()) {
    let seq = Date.now();
    const say = () => {
      seq += 1;
      send(socket, {
        type,
        seq,
        evaluations: flags.map((flag) => ({ flag, variant: "on", count: (seq % 1_000) + 1 })),
      });
    };
    const first = setTimeout(
      () => {
        say();
        chatterers.push(setInterval(say, everyMs));
      },
      (index / streams.size) * everyMs,
    );
    chatterers.push(first);
  }
}

process.on("message", (message: ToFleet) => {
  if ("open" in message) void open(message.open);
  else if ("openTcp" in message) void openTcp(message.openTcp);
  else if ("expect" in message) {
    expected = { ...message.expect, arrivals: [] };
    tell({ armed: true });
  } else if ("besiege" in message) {
    const { count, impatientMs, ...target } = message.besiege;
    for (let index = 0; index < count; index += 1) void besieger(target, index, impatientMs);
    tell({ opened: 0, bytes: 0 });
  } else if ("chatter" in message) {
    for (const timer of chatterers) clearTimeout(timer);
    chatterers = [];
    if (message.chatter) chatter(message.chatter);
    tell({ chattering: message.chatter !== null });
  } else if ("tally" in message) {
    tell({ tally });
    tally = { attempts: 0, refused: 0, broken: 0, admitted: 0 };
  } else {
    for (const socket of [...streams, ...bare, ...besieging]) socket.destroy();
    tell({ closed: true });
  }
});

process.on("unhandledRejection", () => {});
