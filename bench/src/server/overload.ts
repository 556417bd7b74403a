import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Api } from "../../../tests/src/support/api.ts";
import { Fleet } from "./fleet.ts";
import type { FromFleet } from "./fleet-process.ts";
import { IN_PRODUCTION, MeasuredServer, serverKey } from "./measured-server.ts";

// Six times the limit of connections: as many SDKs as are let in, and five times as many that come again and again, as
// they are told (Retry-After), and then each a second after it was refused, whatever it is told. Kills go through
// meanwhile, in turns over a connection that is open, as that of an admin UI or a proxy, and over a new one, which waits in the
// operating system's queue among those that are refused: from the request to the frame at the last SDK that is in. OVERLOAD_SECONDS=600 for the
// whole ten minutes of it, OVERLOAD_HOW=told or OVERLOAD_HOW=impatient for one kind only.

const TIMES = 6;
const SECONDS = Number(process.env.OVERLOAD_SECONDS || 20);
const KILL_EVERY_MS = 4_000;
const BOUND_MS = 2_000;
const HOW = { told: ["as they are told", undefined], impatient: ["each second", 1_000] } as const;

export async function run(limit = 1_000): Promise<void> {
  for (const [kind, [how, impatientMs]] of Object.entries(HOW)) {
    if (process.env.OVERLOAD_HOW && process.env.OVERLOAD_HOW !== kind) continue;
    const server = await MeasuredServer.start({ SWITCHYARD_MAX_CONNECTIONS: String(limit) });
    // Apart, or a kill's time would be that of a process that is busy asking to be let in.
    const fleet = new Fleet(1);
    const crowd = new Fleet(2);
    const agents = { open: new Agent({ keepAlive: true, maxSockets: 1 }), new: new Agent({ keepAlive: false }) };
    try {
      const key = await serverKey(server);
      const { api, port } = server.server;
      await api.createFlag("default", { key: "bench" });
      await api.ramp("default", "production", "bench", 50);
      await fleet.ask((host) => ({ open: { host, port, key, count: limit, atOnce: 50 } }));
      await post(api, `${IN_PRODUCTION}/flags/bench/restore`, agents.open);
      const others = (limit * (TIMES - 1)) / crowd.size;
      await crowd.ask((host) => ({ besiege: { host, port, key, count: others, impatientMs } }));
      await sleep(3_000);
      await crowd.ask(() => ({ tally: true }));
      await server.read();
      const from = performance.now();
      const kills = { open: [] as number[], new: [] as number[] };
      const rss: number[] = [];
      while (performance.now() - from < SECONDS * 1_000) {
        for (const way of ["open", "new"] as const) {
          await sleep(KILL_EVERY_MS / 2);
          rss.push(server.rss());
          kills[way].push(await timed(fleet, () => post(api, `${IN_PRODUCTION}/flags/bench/kill`, agents[way])));
          await timed(fleet, () => post(api, `${IN_PRODUCTION}/flags/bench/restore`, agents.open));
        }
      }
      const seconds = (performance.now() - from) / 1_000;
      const { cpuMs, holdMs, holdCpuMs } = await server.read();
      const tallies = await crowd.ask<Extract<FromFleet, { tally: unknown }>>(() => ({ tally: true }));
      const sum = (name: "attempts" | "refused" | "broken" | "admitted") =>
        tallies.reduce((total, { tally }) => total + tally[name], 0);
      const attempts = `${sum("attempts")} attempts, ${(sum("attempts") / seconds).toFixed(0)} a second`;
      const answered = `${sum("refused")} refused before the upgrade (503), ${sum("admitted")} let in, ${sum("broken")} broken`;
      console.log(`${limit} let in, ${others * crowd.size} want in and come ${how}, for ${seconds.toFixed(0)} s`);
      console.log(`  ${attempts}: ${answered}`);
      for (const [way, times] of Object.entries(kills)) {
        const quantiles = `p50 ${at(times, 0.5)} ms, p99 ${at(times, 0.99)}, longest ${at(times, 1)}`;
        const late = times.filter((ms) => ms > BOUND_MS).length;
        console.log(
          `  ${times.length} kills by ${way} connections, from the request to the last of ${limit} SDKs: ${quantiles}; ${late} beyond ${BOUND_MS} ms`,
        );
      }
      console.log(
        `  memory ${quarters(rss)} MB after each quarter, peak ${mb(server.peakRss())}; CPU ${((cpuMs / seconds / 1_000) * 100).toFixed(0)} % of a core; event loop held ${holdCpuMs.toFixed(0)} ms at most by work, ${holdMs.toFixed(0)} with waits for a CPU`,
      );
      if (server.server.process.child.exitCode !== null) throw new Error("the server has ended");
    } finally {
      fleet.end();
      crowd.end();
      agents.open.destroy();
      await server.end();
    }
  }
}

const at = (values: number[], share: number) =>
  ([...values].sort((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN).toFixed(0);

const quarters = (rss: number[]) =>
  [1, 2, 3, 4].map((quarter) => mb(rss[Math.ceil((rss.length * quarter) / 4) - 1])).join(", ");

const mb = (bytes = Number.NaN) => Math.round(bytes / 2 ** 20);

async function post({ url, token }: Api, path: string, agent: Agent): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const asking = request(`${url}${path}`, { method: "POST", agent, headers }).end("{}");
  const [answer] = (await once(asking, "response")) as [IncomingMessage];
  answer.resume();
  if (answer.statusCode !== 200) throw new Error(`POST ${path} was answered ${answer.statusCode}`);
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
