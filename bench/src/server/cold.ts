import { setTimeout as sleep } from "node:timers/promises";
import { Fleet } from "./fleet.ts";
import type { FromFleet } from "./fleet-process.ts";
import { IN_PRODUCTION, MeasuredServer, serverKey } from "./measured-server.ts";

// 5,000 SDKs that come at once and each need a snapshot of 240 KB, beside 5,000 that come at once and resume by version.
// Method: rounds in turn on one server; the CPU time of its process, user and system, from the first connection until the
// last client has its whole answer.

const ROUNDS = 3;
const FLAGS = 60;

export async function run(count = 5_000): Promise<void> {
  const server = await MeasuredServer.start();
  const fleet = new Fleet(2);
  try {
    const key = await serverKey(server);
    const { api, port, url } = server.server;
    await makeFlags(server);
    const headers = { authorization: `Bearer ${key}` };
    const { epoch, version } = (await (await fetch(`${url}/v1/snapshot`, { headers })).json()) as Have;
    const each = count / fleet.size;
    const storm = async (have?: Have) => {
      await server.read();
      const from = performance.now();
      const answers = await fleet.ask<Extract<FromFleet, { opened: number }>>((host) => ({
        open: { host, port, key, count: each, atOnce: each, have },
      }));
      const seconds = (performance.now() - from) / 1_000;
      const { cpuMs } = await server.read();
      await fleet.ask(() => ({ closeAll: true }));
      await sleep(2_000);
      return { cpuMs, seconds, bytes: answers.reduce((sum, { bytes }) => sum + bytes, 0) / count };
    };

    await storm();
    await storm({ epoch, version });
    const rounds: Record<"snapshot" | "resume", Awaited<ReturnType<typeof storm>>[]> = { snapshot: [], resume: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.snapshot.push(await storm());
      rounds.resume.push(await storm({ epoch, version }));
    }
    const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
    for (const [name, storms] of Object.entries(rounds)) {
      const cpu = median(storms.map(({ cpuMs }) => cpuMs));
      const ratio = cpu / median(rounds.resume.map(({ cpuMs }) => cpuMs));
      const seconds = median(storms.map((one) => one.seconds));
      console.log(
        `${count} at once, ${name}, ${Math.round((storms[0]?.bytes ?? 0) / 1_000)} KB each: ${ratio.toFixed(2)} × (${cpu.toFixed(0)} ms of CPU), all served in ${seconds.toFixed(1)} s`,
      );
    }
    console.log(`peak memory of the server: ${Math.round(server.peakRss() / 2 ** 20)} MB`);
    await api.ok("GET", "/health/ready");
  } finally {
    fleet.end();
    await server.end();
  }
}

interface Have {
  epoch: string;
  version: number;
}

async function makeFlags({ server: { api } }: MeasuredServer): Promise<void> {
  for (let index = 0; index < FLAGS; index += 1) {
    const key = `flag-${index}`;
    const variants = [
      { key: "on", value: "x".repeat(3_600) },
      { key: "off", value: "" },
    ];
    await api.createFlag("default", { key, type: "string", variants });
    const configuration = { enabled: true, offVariant: "off", fallthrough: { variant: "on" } };
    await api.ok("PUT", `${IN_PRODUCTION}/flags/${key}`, configuration, { "if-match": "*" });
  }
}
