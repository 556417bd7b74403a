import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Fleet } from "./fleet.ts";
import type { FromFleet } from "./fleet-process.ts";
import { IN_PRODUCTION, MeasuredServer, type Reading, serverKey } from "./measured-server.ts";
import type { FromTcp, ToTcp } from "./tcp-process.ts";

// From the HTTP request that changes a flag to the frame at each of 1,000 SDKs, then of 10,000, beside a bare TCP broadcast of the same
// bytes: a process that writes one buffer to as many sockets in a loop, timed from the loop's first write. The change's
// time begins when its request is sent, so it also holds HTTP, the checks and the commit on the disk.
//
// Method: all connections of both kinds are open all the time, read by the same processes in the same way; rounds in turn,
// so that whatever the machine does, it does to both; the first rounds are not counted. Quantiles over all arrivals of all
// rounds. The longest hold of the event loop is told by a probe inside the server (loop-probe.mjs), over the rounds of one
// kind, with and without the time in which its thread waited for a CPU: the clients have the same two. The same is told of
// changes with nobody connected, which is what all before the broadcast takes.

const WARM_UP = 3;
const ROUNDS = 15;
const KINDS = ["bare TCP", "a change", "a change, confirmed by all"] as const;
type Kind = (typeof KINDS)[number];
type Arrivals = Extract<FromFleet, { arrivals: number[] }>;

export async function run(): Promise<void> {
  for (const count of [1_000, 10_000]) await measure(count);
}

async function measure(count: number): Promise<void> {
  const server = await MeasuredServer.start();
  const fleet = new Fleet(2);
  const tcp = fork(fileURLToPath(new URL("./tcp-process.ts", import.meta.url)), { execArgv: process.execArgv });
  try {
    const key = await serverKey(server);
    const { api, port } = server.server;
    await api.createFlag("default", { key: "bench" });
    const { port: tcpPort } = (await tellTcp(tcp, { listen: true })) as Extract<FromTcp, { port: number }>;
    const commits = await holdsOfCommits(server);
    const each = count / fleet.size;
    await fleet.ask((host) => ({ open: { host, port, key, count: each, atOnce: 50 } }));
    await fleet.ask((host) => ({ openTcp: { host, port: tcpPort, count: each } }));

    let frame = "";
    const answered: number[] = [];
    const latencies: Record<Kind, number[]> = { "bare TCP": [], "a change": [], "a change, confirmed by all": [] };
    const holds: Record<Kind, Reading[]> = { "bare TCP": [], "a change": [], "a change, confirmed by all": [] };
    for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
      for (let turn = 0; turn < KINDS.length; turn += 1) {
        const kind = KINDS[(round + turn + 1) % KINDS.length] ?? "a change";
        const isTcp = kind === "bare TCP";
        if (isTcp && frame === "") continue;
        const confirm = kind === "a change, confirmed by all";
        await fleet.ask(() => ({ expect: { kind: isTcp ? "tcp" : "stream", confirm } }));
        await server.read();
        const arrived = fleet.next<Arrivals>();
        let from = Number(process.hrtime.bigint());
        if (isTcp) ({ from } = (await tellTcp(tcp, { broadcast: frame })) as Extract<FromTcp, { from: number }>);
        else {
          await api.ramp("default", "production", "bench", 1 + (round % 90) + turn / 10);
          if (round >= WARM_UP) answered.push((Number(process.hrtime.bigint()) - from) / 1e6);
        }
        const answers = await arrived;
        // The last confirmations are still being read.
        await sleep(50);
        const reading = await server.read();
        frame = answers[0]?.frame ?? "";
        if (round < WARM_UP) continue;
        latencies[kind].push(...answers.flatMap(({ arrivals }) => arrivals.map((at) => (at - from) / 1e6)));
        holds[kind].push(reading);
      }
    }
    console.log(`the request itself: median ${median(answered).toFixed(1)} ms`);
    print(count, Buffer.from(frame, "base64").length, latencies, holds);
    console.log(`  a change with nobody connected${told(commits)}`);
    const receipts = await api.ok<object>("GET", `${IN_PRODUCTION}/flags/bench/receipts`);
    console.log(`the server's own receipts of the last change: ${JSON.stringify(receipts).slice(0, 100)}`);
  } finally {
    fleet.end();
    tcp.kill("SIGKILL");
    await server.end();
  }
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** What the event loop was held for. */
function told(readings: Reading[]): string {
  const figures = (ms: number[]) => `${Math.max(...ms).toFixed(1)} ms at most, median ${median(ms).toFixed(1)}`;
  const cpu = figures(readings.map(({ holdCpuMs }) => holdCpuMs));
  const wall = figures(readings.map(({ holdMs }) => holdMs));
  return `; event loop held by work ${cpu} (with waits for a CPU ${wall})`;
}

/** What a change costs before there is anybody to tell. */
async function holdsOfCommits(server: MeasuredServer): Promise<Reading[]> {
  const holds: Reading[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    await server.read();
    await server.server.api.ramp("default", "production", "bench", 1 + round);
    await sleep(50);
    const reading = await server.read();
    if (round >= WARM_UP) holds.push(reading);
  }
  return holds;
}

async function tellTcp(tcp: ChildProcess, message: ToTcp): Promise<FromTcp> {
  const answer = once(tcp, "message");
  tcp.send(message);
  return (await answer)[0];
}

function print(count: number, bytes: number, latencies: Record<Kind, number[]>, holds: Record<Kind, Reading[]>): void {
  const at = (values: number[], share: number) => {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
  };
  const bare = latencies["bare TCP"];
  console.log(`${count} connections of each kind, ${ROUNDS} rounds, ${bytes} bytes, from the request to the frame`);
  for (const kind of KINDS) {
    const figures = [0.5, 0.99, 1].map((share) => {
      const ms = at(latencies[kind], share);
      return `${(ms / at(bare, share)).toFixed(2)} × (${ms.toFixed(0)} ms)`;
    });
    const hold = kind === "bare TCP" ? "" : told(holds[kind]);
    console.log(`  ${kind}: p50 ${figures[0]}, p99 ${figures[1]}, last ${figures[2]}${hold}`);
  }
}
