import { subscribe } from "node:diagnostics_channel";
import { createClient } from "../../../sdk-node/src/index.ts";

// A process full of real SDKs; see restart.ts.

export type ToSdks = { start: { count: number; url: string; key: string } } | { ask: { version: number } };
/** How many evaluate with the version, and how many connections all of them have opened since the last start. */
export type FromSdks = { current: number; connections: number };

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const clients: ReturnType<typeof createClient>[] = [];
let connections = 0;

// Every connection that Node opens, whether or not somebody answers.
subscribe("net.client.socket", () => {
  connections += 1;
});

process.on("message", (message: ToSdks) => {
  if ("start" in message) {
    const { count, url, key } = message.start;
    for (let index = 0; index < count; index += 1) clients.push(createClient({ url, sdkKey: key, logger: silent }));
  }
  const wanted = "ask" in message ? message.ask.version : 0;
  const current = clients.filter(({ status }) => status.state === "live" && (status.version ?? -1) >= wanted).length;
  process.send?.({ current, connections } satisfies FromSdks);
});
