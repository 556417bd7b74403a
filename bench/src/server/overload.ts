import { setTimeout as sleep } from "node:timers/promises";
import { Fleet } from "./fleet.ts";
import type { FromFleet } from "./fleet-process.ts";
import { IN_PRODUCTION, MeasuredServer, serverKey } from "./measured-server.ts";

// Six times the limit of connections: as many SDKs as are let in, and five times as many that come again and again, as
// they are told (Retry-After), and then each a second after it was refused, whatever it is told. Kills go through
// meanwhile, one every four seconds: from the request to the frame at the last SDK that is in. OVERLOAD_SECONDS=600 for the
// whole ten minutes of it, OVERLOAD_HOW=told or OVERLOAD_HOW=impatient for one kind only.

const TIMES = 6;
const SECONDS = Number(process.env.OVERLOAD_SECONDS || 20);
const KILL_EVERY_MS = 4_000;
const HOW = { told: ["as they are told", undefined], impatient: ["each second", 1_000] } as const;

export async function run(limit = 1_000): Promise<void> {
  for (const [kind, [how, impatientMs]] of Object.entries(HOW)) {
    if (process.env.OVERLOAD_HOW && process.env.OVERLOAD_HOW !== kind) continue;
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
      const rss: number[] = [];
      while (performance.now() - from < SECONDS * 1_000) {
        await sleep(KILL_EVERY_MS);
        rss.push(server.rss());
        kills.push(await timed(fleet, () => api.ok("POST", `${IN_PRODUCTION}/flags/bench/kill`, {})));
        await timed(fleet, () => api.ok("POST", `${IN_PRODUCTION}/flags/bench/restore`, {}));
      }
      const seconds = (performance.now() - from) / 1_000;
      const { cpuMs, holdMs, holdCpuMs } = await server.read();
      const tallies = await fleet.ask<Extract<FromFleet, { tally: unknown }>>(() => ({ tally: true }));
      const sum = (name: "attempts" | "refused" | "broken" | "admitted") =>
        tallies.reduce((total, { tally }) => total + tally[name], 0);
      console.log(
        `${limit} let in, ${others * fleet.size} want in and come ${how}, ${seconds.toFixed(0)} s: ${(sum("attempts") / seconds).toFixed(0)} attempts a second, ${sum("refused")} refused, ${sum("admitted")} let in, ${sum("broken")} broken`,
      );
      console.log(
        `  ${kills.length} kills, each at all ${limit}: ${median(kills).toFixed(0)} ms, ${Math.max(...kills).toFixed(0)} at most (bound 2,000), ${kills.filter((ms) => ms > 2_000).length} beyond it; CPU ${((cpuMs / seconds / 1_000) * 100).toFixed(0)} % of a core, event loop held ${holdCpuMs.toFixed(0)} ms at most by work, ${holdMs.toFixed(0)} with waits for a CPU; memory ${quarters(rss)} MB after each quarter, peak ${mb(server.peakRss())}`,
      );
      if (server.server.process.child.exitCode !== null) throw new Error("the server has ended");
    } finally {
      fleet.end();
      await server.end();
    }
  }
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const quarters = (rss: number[]) =>
  [1, 2, 3, 4].map((quarter) => mb(rss[Math.ceil((rss.length * quarter) / 4) - 1])).join(", ");

const mb = (bytes = Number.NaN) => Math.round(bytes / 2 ** 20);

/** Milliseconds from the request to the frame at the last. */
async function timed(fleet: Fleet, change: () => Promise<unknown>): Promise<number> {
  await fleet.ask(() => ({ expect: { kind: "stream", confirm: true } }));
  const arrived = fleet.next<Extract<FromFleet, { arrivals: number[] }>>();
  const from = Number(process.hrtime.bigint());
  await change();
  const arrivals = (await arrived).flatMap((answer) => answer.arrivals);
  return (Math.max(...arrivals) - from) / 1e6;
}
