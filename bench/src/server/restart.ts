import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { MeasuredServer, serverKey } from "./measured-server.ts";
import type { FromSdks, ToSdks } from "./sdk-fleet-process.ts";

// 10,000 SDKs whose server ends and is started again, once in order (SIGTERM, which tells them when to come back) and once
// killed. When they come back is decided by the loop of the SDKs themselves (core/src/client/connection.ts), over cheap
// sockets. A flag is changed as soon as the server is back; the time is from that moment until the last SDK holds it.
//
// Attempts are counted twice. By the server: connections from the moment on when it listens again, which is what a server
// that recovers has to bear, and what the bound of a kill is about. By the SDKs: all streams that they asked for, those that
// found nobody listening among them. A server that ends in order has said when to come back, so there the bound is for all.

const PROCESSES = 2;
const LIMIT_MS = 90_000;

export async function run(count = 10_000): Promise<void> {
  const server = await MeasuredServer.start();
  const path = fileURLToPath(new URL("./sdk-fleet-process.ts", import.meta.url));
  const fleet = Array.from({ length: PROCESSES }, () => fork(path, { execArgv: process.execArgv }));
  try {
    const key = await serverKey(server);
    const { api, port } = server.server;
    await api.createFlag("default", { key: "bench" });
    const version = await api.ramp("default", "production", "bench", 50);
    await ask(fleet, (index) => ({
      start: { count: count / PROCESSES, host: `127.0.0.${index + 1}`, port, key },
    }));
    await current(fleet, count, version);

    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      // Healthy for some pings.
      await sleep(20_000);
      const before = await totals(fleet);
      const endedAt = performance.now();
      await server.server.process.end(signal);
      await server.startAgain();
      const backAt = performance.now();
      const changed = await server.server.api.ramp("default", "production", "bench", signal === "SIGTERM" ? 60 : 70);
      const isAll = await current(fleet, count, changed);
      const currentAt = performance.now();
      const after = await totals(fleet);
      const attempts = (after - before) / count;
      const reached = (await server.read()).connections / count;
      const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
      const bound = " (bound 1.2)";
      const isKilled = signal === "SIGKILL";
      console.log(
        `${signal}, ${count} SDKs: ${isAll ? "all current" : "NOT all current"} ${seconds(currentAt - backAt)} after the server was back (bound 30 s), which took ${seconds(backAt - endedAt)}`,
      );
      console.log(
        `  attempts each: ${reached.toFixed(2)}${isKilled ? bound : ""} from when it listened, ${attempts.toFixed(2)}${isKilled ? "" : bound} with those that found nobody listening; peak memory of the new server ${Math.round(server.peakRss() / 2 ** 20)} MB (bound 256)`,
      );
    }
  } finally {
    for (const child of fleet) child.kill("SIGKILL");
    await server.end();
  }
}

async function ask(fleet: ChildProcess[], message: (index: number) => ToSdks): Promise<FromSdks[]> {
  return Promise.all(
    fleet.map(async (child, index) => {
      const answer = once(child, "message");
      child.send(message(index));
      return (await answer)[0] as FromSdks;
    }),
  );
}

/** Waits until all are live with this version. */
async function current(fleet: ChildProcess[], count: number, version: number): Promise<boolean> {
  const until = performance.now() + LIMIT_MS;
  while (performance.now() < until) {
    const answers = await ask(fleet, () => ({ ask: { version } }));
    if (answers.reduce((sum, answer) => sum + answer.current, 0) === count) return true;
    await sleep(250);
  }
  return false;
}

const totals = async (fleet: ChildProcess[]) =>
  (await ask(fleet, () => ({ ask: { version: 0 } }))).reduce((sum, answer) => sum + answer.attempts, 0);
