// Preloaded into the server that is measured. At SIGUSR2 it prints what it knows since the last time, and begins anew;
// with PROBE_COLLECTS=1 after collecting garbage.

import { subscribe } from "node:diagnostics_channel";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { watchLoop } from "./loop-probe.mjs";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
const loop = watchLoop();
let count = 0;
let connections = 0;
subscribe("net.server.socket", () => {
  connections += 1;
});
let cpu = process.cpuUsage();

process.on("SIGUSR2", () => {
  const { user, system } = process.cpuUsage(cpu);
  const holds = loop.longest();
  if (process.env.PROBE_COLLECTS) collect();
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
  count += 1;
  const told = {
    connections,
    cpuMs: (user + system) / 1_000,
    ...holds,
    heap: heapUsed,
    external: external + arrayBuffers,
    rss,
  };
  console.log(`probe ${count} ${JSON.stringify(told)}`);
  connections = 0;
  cpu = process.cpuUsage();
  // Not what this has just taken.
  setTimeout(() => loop.reset(), 5).unref();
});
