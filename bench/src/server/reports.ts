import { setTimeout as sleep } from "node:timers/promises";
import { table } from "../sdk/table.ts";
import { Fleet } from "./fleet.ts";
import { IN_PRODUCTION, MeasuredServer, serverKey } from "./measured-server.ts";

// What it costs that 1,000 server SDKs report 50 flags each, every 10 s, beside the same connections that say nothing, and
// beside messages of the same size that the server ignores, which is what receiving them costs. Method: CPU time of the
// built server, the kinds turn by turn in one run. Writing the counts to disk every 5 s is part of it.

const CONNECTIONS = 1_000;
const FLAGS = 50;
const EVERY_MS = 10_000;
const ROUNDS = 2;
const KINDS = { nothing: null, "messages that are ignored": "ignored", reports: "report" } as const;

export async function run(): Promise<void> {
  const server = await MeasuredServer.start();
  const fleet = new Fleet(2);
  try {
    const key = await serverKey(server);
    const { api, port } = server.server;
    const flags = Array.from({ length: FLAGS }, (_, index) => `flag-${index}`);
    for (const flag of flags) await api.createFlag("default", { key: flag });
    await fleet.ask((host) => ({ open: { host, port, key, count: CONNECTIONS / fleet.size, atOnce: 50 } }));

    const readings = Object.keys(KINDS).map((kind) => ({ kind, cpuMs: 0, holdCpuMs: 0 }));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const reading of readings) {
        const type = KINDS[reading.kind as keyof typeof KINDS];
        await fleet.ask(() => ({ chatter: type && { type, flags, everyMs: EVERY_MS } }));
        // Until everybody speaks.
        await sleep(EVERY_MS);
        await server.read();
        await sleep(EVERY_MS);
        const { cpuMs, holdCpuMs } = await server.read();
        reading.cpuMs += cpuMs / ROUNDS;
        reading.holdCpuMs = Math.max(reading.holdCpuMs, holdCpuMs);
      }
    }
    const { flags: usage } = await api.ok<{ flags: Record<string, { counts: number[] }> }>(
      "GET",
      `${IN_PRODUCTION}/usage`,
    );
    if (Object.keys(usage).length !== FLAGS) throw new Error("what was measured was not counted");

    const baseline = readings[0]?.cpuMs ?? 1;
    const rows = readings.map(({ kind, cpuMs, holdCpuMs }) => [
      kind,
      `${((cpuMs / EVERY_MS) * 100).toFixed(2)} %`,
      `${(cpuMs / baseline).toFixed(2)}`,
      `${holdCpuMs.toFixed(1)} ms`,
    ]);
    console.log(table([`${CONNECTIONS} SDKs say`, "of one core", "ratio to nothing", "longest hold"], rows));
  } finally {
    fleet.end();
    await server.end();
  }
}
