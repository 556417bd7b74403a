import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { startServer, temporaryFolder } from "./support/server.ts";
import { TELL_HEAP, type Usage, usageReader } from "./support/server-usage.ts";

// Connections come and go, flags change, SDKs report and ask, for as long as it is wished: what the server has in use stays level.
// SWITCHYARD_SOAK_SECONDS=86400 SWITCHYARD_SOAK_CONNECTIONS=10000 for a day with ten thousand (`ulimit -n` above 12,000).

const SECONDS = Number(process.env.SWITCHYARD_SOAK_SECONDS || 20);
const CONNECTIONS = Number(process.env.SWITCHYARD_SOAK_CONNECTIONS || 200);
const ROUND_MS = 100;
/** So many leave in each round, and others come. */
const CHURN = Math.ceil(CONNECTIONS / 100);
const SAMPLES = 10;
/** The first part fills caches and compiles code. */
const WARM_UP = 3;
/** What may be added to what is in use after the warm-up, for however long. */
const KEPT_MB = 4;
const ENVIRONMENT = "/api/v1/projects/default/environments/development";

/** An SDK's stream as cheap as can be: it keeps the version, confirms it, and sees whether a change follows what it has. */
class Listener {
  version = 0;
  problem?: string;
  readonly #socket: WebSocket;

  constructor(url: string, key: string, instance: string) {
    const headers = { authorization: `Bearer ${key}` };
    this.#socket = new WebSocket(`${url.replace("http", "ws")}/v1/stream`, "switchyard.v1", {
      headers,
      perMessageDeflate: false,
    });
    this.#socket.on("open", () => this.#say({ type: "hello", protocol: 1, sdk: "soak/1", instance }));
    this.#socket.on("message", (data) => this.#take(JSON.parse(data.toString())));
    this.#socket.on("error", ({ message }) => {
      this.problem ??= message;
    });
    this.#socket.on("close", (code) => {
      this.problem ??= `closed with ${code}`;
    });
  }

  report(seq: number): void {
    this.#say({ type: "report", seq, evaluations: [{ flag: "checkout", variant: "on", count: 5 }] });
  }

  leave(): void {
    this.#socket.removeAllListeners("close");
    this.#socket.close();
  }

  #take(message: { type: string; version?: number; from?: number; to?: number }): void {
    if (message.type === "changes" && message.from !== this.version) {
      this.problem ??= `changes from ${message.from} to ${message.to} at ${this.version}`;
    }
    const version = message.type === "changes" ? message.to : message.version;
    if (version === undefined || version === this.version) return;
    this.version = version;
    this.#say({ type: "applied", version });
  }

  #say(message: object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}

it(`${CONNECTIONS} connections that come and go for ${SECONDS} s leave memory and descriptors level`, {
  timeout: SECONDS * 1_500 + 120_000 + CONNECTIONS * 20,
}, async () => {
  const folder = temporaryFolder();
  const server = await startServer({ folder: folder.path, env: { NODE_OPTIONS: `--import ${TELL_HEAP}` } });
  onTestFinished(async () => {
    expect(await server.stop()).toBe(0);
    folder.remove();
  });
  const { api, url } = server;
  const usage = usageReader(server);
  const key = await api.createKey("default", "development", "server", "soak");
  await api.createFlag("default", { key: "checkout" });
  let version = await api.ramp("default", "development", "checkout", 1);

  const counts = { rounds: 0, opened: 0 };
  const problems: string[] = [];
  const open = () => new Listener(url, key, `soak-${counts.opened++}`);
  const listeners: Listener[] = [];
  onTestFinished(() => {
    for (const listener of listeners) listener.leave();
  });
  const isCurrent = (listener: Listener) => listener.problem !== undefined || listener.version >= version;
  const allCurrent = async () => {
    while (!listeners.every(isCurrent)) await sleep(20);
  };
  while (listeners.length < CONNECTIONS) {
    listeners.push(...Array.from({ length: Math.min(100, CONNECTIONS - listeners.length) }, open));
    await allCurrent();
  }

  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const round = async () => {
    const at = counts.rounds++;
    version = await api.ramp("default", "development", "checkout", 1 + (at % 90));
    for (let n = 0; n < CHURN; n += 1) {
      const place = (at * CHURN + n) % CONNECTIONS;
      const leaving = listeners[place] as Listener;
      if (leaving.problem) problems.push(leaving.problem);
      leaving.report(1);
      leaving.leave();
      listeners[place] = open();
    }
    await (await fetch(`${url}/v1/snapshot`, { headers })).arrayBuffer();
    const body = JSON.stringify({ context: { targetingKey: `user-${at}` } });
    await (await fetch(`${url}/ofrep/v1/evaluate/flags`, { method: "POST", headers, body })).arrayBuffer();
    if (at % 10 === 0) await api.ok("POST", `${ENVIRONMENT}/flags/checkout/${at % 20 === 0 ? "kill" : "restore"}`, {});
  };

  const samples: Usage[] = [];
  const began = performance.now();
  while (samples.length < SAMPLES) {
    const until = began + (SECONDS * 1_000 * (samples.length + 1)) / SAMPLES;
    while (performance.now() < until) {
      await round();
      await sleep(ROUND_MS);
    }
    await allCurrent();
    // Longer than a closing socket lingers.
    await sleep(1_100);
    samples.push(await usage());
  }
  const list = (name: keyof Usage) => samples.map((sample) => sample[name]);
  const told = { ...counts, heapMb: list("heapMb"), rssMb: list("rssMb"), descriptors: list("descriptors") };
  console.log(`soak: ${CONNECTIONS} connections, ${SECONDS} s: ${JSON.stringify(told)}`);

  expect([...problems, ...listeners.flatMap(({ problem }) => problem ?? [])]).toEqual([]);
  expect(listeners.every((listener) => listener.version >= version)).toBe(true);
  const [, , warm] = samples as [Usage, Usage, Usage];
  const later = samples.slice(WARM_UP);
  expect(Math.max(...later.map(({ heapMb }) => heapMb))).toBeLessThan(warm.heapMb + KEPT_MB);
  // Connections of our own requests may be among them once more.
  expect(Math.max(...later.map(({ descriptors }) => descriptors))).toBeLessThanOrEqual(warm.descriptors + 2);
});
