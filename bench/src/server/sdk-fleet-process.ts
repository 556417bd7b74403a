import { subscribe } from "node:diagnostics_channel";
import { createClient } from "../../../sdk-node/src/index.ts";

// A process full of real SDKs; see restart.ts.

export type ToSdks = { start: { count: number; url: string; key: string } } | { ask: { version: number } };
export interface FromSdks {
  /** How many evaluate with the version. */
  current: number;
  /** How many are on a stream. */
  live: number;
  /** Streams that were asked for since the beginning, whether or not somebody answered. */
  upgrades: number;
  /** Polls and reports. */
  requests: number;
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const clients: ReturnType<typeof createClient>[] = [];
let upgrades = 0;
let requests = 0;

// The SDK opens streams with node:http, and polls with fetch.
subscribe("http.client.request.start", () => {
  upgrades += 1;
});
subscribe("undici:request:create", () => {
  requests += 1;
});

process.on("message", (message: ToSdks) => {
  if ("start" in message) {
    const { count, url, key } = message.start;
    for (let index = 0; index < count; index += 1) clients.push(createClient({ url, sdkKey: key, logger: silent }));
  }
  const wanted = "ask" in message ? message.ask.version : 0;
  const current = clients.filter(({ status }) => (status.version ?? -1) >= wanted).length;
  const live = clients.filter(({ status }) => status.state === "live").length;
  process.send?.({ current, live, upgrades, requests } satisfies FromSdks);
});
