import { setTimeout as sleep } from "node:timers/promises";
import { Fleet } from "./fleet.ts";
import type { FromFleet } from "./fleet-process.ts";
import { IN_PRODUCTION, MeasuredServer, serverKey } from "./measured-server.ts";

// Six times the limit of connections: as many SDKs as are let in, and five times as many that come again and again, as
// they are told (Retry-After), and then each a second after it was refused, whatever it is told. Kills go through
// meanwhile: from the request to the frame at the last SDK that is in.

const TIMES = 6;
const SECONDS = 20;
const KILLS = 5;

export async function run(limit = 1_000): Promise<void> {
  for (const [how, impatientMs] of [
    ["as they are told", undefined],
    ["each second", 1_000],
  ] as const) {
    const server = await MeasuredServer.start({ SWITCHYARD_MAX_CONNECTIONS: String(limit) });
    const fleet = new Fleet(2);
    try {
      const key = await serverKey(server);
      const { api, port } = server.server;
      await api.createFlag("default", { key: "bench" });
      await api.ramp("default", "production", "bench", 50);
      const each = limit / fleet.size;
      await fleet.ask((host) => ({ open: { host, port, key, count: each, atOnce: 50 } }));
      const others = each * (TIMES - 1);
      await fleet.ask((host) => ({ besiege: { host, port, key, count: others, impatientMs } }));
      await sleep(3_000);
      await fleet.ask(() => ({ tally: true }));
      await server.read();
      const from = performance.now();
      const kills: number[] = [];
      for (let kill = 0; kill < KILLS; kill += 1) {
        await sleep((SECONDS * 1_000) / KILLS);
        kills.push(await timed(fleet, () => api.ok("POST", `${IN_PRODUCTION}/flags/bench/kill`, {})));
        await timed(fleet, () => api.ok("POST", `${IN_PRODUCTION}/flags/bench/restore`, {}));
      }
      const seconds = (performance.now() - from) / 1_000;
      const { cpuMs, longestHoldMs } = await server.read();
      const tallies = await fleet.ask<Extract<FromFleet, { tally: unknown }>>(() => ({ tally: true }));
      const sum = (name: "attempts" | "refused" | "broken" | "admitted") =>
        tallies.reduce((total, { tally }) => total + tally[name], 0);
      console.log(
        `${limit} let in, ${others * fleet.size} want in and come ${how}, ${seconds.toFixed(0)} s: ${(sum("attempts") / seconds).toFixed(0)} attempts a second, ${sum("refused")} refused, ${sum("admitted")} let in, ${sum("broken")} broken`,
      );
      console.log(
        `  a kill at all ${limit}: ${Math.max(...kills).toFixed(0)} ms at most (bound 2,000); CPU ${((cpuMs / seconds / 1_000) * 100).toFixed(0)} % of a core, event loop held ${longestHoldMs.toFixed(0)} ms at most, peak memory ${Math.round(server.peakRss() / 2 ** 20)} MB`,
      );
      if (server.server.process.child.exitCode !== null) throw new Error("the server has ended");
    } finally {
      fleet.end();
      await server.end();
    }
  }
}

/** Milliseconds from the request to the frame at the last. */
async function timed(fleet: Fleet, change: () => Promise<unknown>): Promise<number> {
  await fleet.ask(() => ({ expect: { kind: "stream", confirm: true } }));
  const arrived = fleet.next<Extract<FromFleet, { arrivals: number[] }>>();
  const from = Number(process.hrtime.bigint());
  await change();
  const arrivals = (await arrived).flatMap((answer) => answer.arrivals);
  return (Math.max(...arrivals) - from) / 1e6;
}
