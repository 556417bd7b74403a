import type { FlagData, Have } from "@switchyard/core";
import { connect } from "../../../core/src/client/connection.ts";
import { createPacer } from "../../../core/src/client/pacer.ts";
import { openStream, sendText, textOf } from "./raw-stream.ts";

// A process full of SDKs' connections; see restart.ts. When and whether they come back is decided by the loop that both SDKs
// share; sockets and stores are as cheap as can be, so that 10,000 of them on the server's own machine leave it some of it.

export type ToSdks =
  | { start: { count: number; host: string; port: number; key: string } }
  | { ask: { version: number } };

export interface FromSdks {
  /** How many hold the version. */
  current: number;
  /** Streams that were asked for since the beginning, whether or not somebody answered. */
  attempts: number;
}

const held: (Have | undefined)[] = [];
let attempts = 0;

function start(index: number, at: { host: string; port: number; key: string }): void {
  const connection = connect<FlagData>(
    {
      open(events) {
        attempts += 1;
        const socket = openStream(at, {
          opened: () => events.opened(),
          pinged: () => events.alive(),
          text: (frame) => events.received(textOf(frame)),
          closed(status, seconds) {
            const isRefused = status !== 0 && status !== 101;
            events.closed(isRefused ? { code: 4_000 + status, retryAfterMs: seconds * 1_000 || undefined } : {});
          },
        });
        return { send: (text) => sendText(socket, text), close: () => socket.destroy() };
      },
      timer(call, ms) {
        const timer = setTimeout(call, ms);
        return () => clearTimeout(timer);
      },
      random: Math.random,
      pacer: createPacer(Math.random),
      silenceMs: 35_000,
    },
    {
      hello: () => ({
        type: "hello",
        protocol: 1,
        sdk: "bench/1",
        instance: `${process.pid}-${index}`,
        have: held[index],
      }),
      accept(message) {
        const epoch = message.type === "snapshot" ? message.epoch : (held[index]?.epoch ?? "");
        if (message.type === "changes" && message.from !== held[index]?.version) return false;
        held[index] = { epoch, version: message.type === "changes" ? message.to : message.version };
        return true;
      },
      have: () => held[index],
      state() {},
      problem() {},
    },
  );
  connections.push(connection);
}

const connections: unknown[] = [];

process.on("message", (message: ToSdks) => {
  if ("start" in message) {
    const { count, ...at } = message.start;
    for (let index = 0; index < count; index += 1) {
      held.push(undefined);
      start(index, at);
    }
  }
  const wanted = "ask" in message ? message.ask.version : 0;
  const current = held.filter((have) => (have?.version ?? -1) >= wanted).length;
  process.send?.({ current, attempts } satisfies FromSdks);
});
