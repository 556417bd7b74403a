import { setTimeout as sleep } from "node:timers/promises";
import { Fleet } from "./fleet.ts";
import { MeasuredServer, serverKey } from "./measured-server.ts";

// What an idle connection costs. Method: the resident memory of the built server before and after raw clients have
// connected, said hello, and been idle for some pings; garbage collected both times. The first 1,000 are not counted:
// they pay for what is compiled and kept once.

const WARM_UP = 1_000;

export async function run(count = 10_000): Promise<void> {
  const server = await MeasuredServer.start({ PROBE_COLLECTS: "1" });
  const fleet = new Fleet(2);
  try {
    const key = await serverKey(server);
    const { port } = server.server;
    const open = (total: number) =>
      fleet.ask((host) => ({ open: { host, port, key, count: total / fleet.size, atOnce: 50 } }));
    await open(WARM_UP);
    await sleep(2_000);
    await server.read();
    const before = await server.read();
    await open(count);
    await sleep(20_000);
    await server.read();
    const after = await server.read();
    const each = (bytes: number) => `${(bytes / count / 1024).toFixed(2)} KiB`;
    console.log(`${count} idle connections, each: ${each(after.rss - before.rss)} resident (bound 8 KiB), of which`);
    console.log(`  heap ${each(after.heap - before.heap)}, outside of it ${each(after.external - before.external)}`);
    console.log(
      `  longest hold of the event loop while they were idle: ${after.holdCpuMs.toFixed(1)} ms by work, ${after.holdMs.toFixed(1)} with waits for a CPU`,
    );
  } finally {
    fleet.end();
    await server.end();
  }
}
