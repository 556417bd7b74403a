import { type ChildProcess, fork } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createLive } from "../../../server/src/live/index.ts";
import { openStorage } from "../../../server/src/storage/open.ts";
import type { Environment, Project, Storage } from "../../../server/src/storage/port.ts";
import { UsageBook } from "../../../server/src/usage/usage-book.ts";
import type { FromClients, ToClients } from "./delivery-clients.ts";

// From a committed change to the last byte at 1,000 SDKs, beside a bare TCP broadcast of the same bytes: a loop that
// writes one buffer to 1,000 sockets. One run, turn by turn, so that whatever the machine does, it does to all of them.
// The clients are one other process that reads both kinds of sockets in the same way.

const CONNECTIONS = 1_000;
const WARM_UP = 20;
const ROUNDS = 200;
const KINDS = ["bare TCP", "stream", "stream, each SDK confirming"] as const;
type Kind = (typeof KINDS)[number];

/** One figure for each kind. */
type Results = Record<Kind, { latencies: number[]; longestHold: number }>;

const silence = () => {};
const SILENT = { debug: silence, info: silence, warn: silence, error: silence };

const now = () => Number(process.hrtime.bigint());

/** Prints the ratios. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "switchyard-bench-"));
  const storage = await openStorage(`file:${join(folder, "switchyard.db")}`);
  let committedAt = 0;
  // First in line: the time counts from before anybody else hears of the commit.
  storage.onCommit(() => {
    committedAt = now();
  });
  const usage = new UsageBook({ storage, log: SILENT });
  const live = createLive({ storage, log: SILENT, reports: usage, sessionUser: async () => undefined });
  const http = createServer();
  live.attach(http);
  const sockets: Socket[] = [];
  const tcp = createTcpServer((socket) => {
    socket.setNoDelay(true);
    sockets.push(socket);
  });
  const flags = await makeFlags(storage);
  const clients = fork(fileURLToPath(new URL("./delivery-clients.ts", import.meta.url)), {
    execArgv: process.execArgv,
  });
  try {
    const streamPort = await listen(http);
    const tcpPort = await listen(tcp);
    await ask(clients, { connect: { count: CONNECTIONS, streamPort, tcpPort, key: flags.key } });

    // What the stream sent last.
    let frame = Buffer.alloc(0);
    const results: Results = {
      "bare TCP": { latencies: [], longestHold: 0 },
      stream: { latencies: [], longestHold: 0 },
      "stream, each SDK confirming": { latencies: [], longestHold: 0 },
    };
    const delay = monitorEventLoopDelay({ resolution: 1 });
    for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
      for (let turn = 0; turn < KINDS.length; turn += 1) {
        const kind = KINDS[(round + turn + 1) % KINDS.length] ?? "stream";
        const isTcp = kind === "bare TCP";
        const confirm = kind === "stream, each SDK confirming";
        await ask(clients, { expect: { kind: isTcp ? "tcp" : "stream", confirm } });
        const done = next(clients);
        delay.reset();
        delay.enable();
        let from: number;
        if (isTcp) {
          from = now();
          for (const socket of sockets) socket.write(frame);
        } else {
          await flags.change();
          from = committedAt;
        }
        const answer = await done;
        // The confirmations of the last SDKs are still being read.
        await sleep(5);
        delay.disable();
        if (!("arrivals" in answer)) throw new Error("the clients are out of step");
        frame = Buffer.from(answer.frame, "base64");
        if (round < WARM_UP) continue;
        results[kind].latencies.push(...answer.arrivals.map((at) => (at - from) / 1e6));
        results[kind].longestHold = Math.max(results[kind].longestHold, delay.max / 1e6);
      }
    }
    print(results, frame.length);
  } finally {
    clients.kill();
    await live.close();
    for (const socket of sockets) socket.destroy();
    http.close();
    tcp.close();
    await usage.close();
    await storage.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function print(results: Results, bytes: number): void {
  const base = results["bare TCP"];
  const figures = (kind: Kind) => {
    const sorted = results[kind].latencies.sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
    return { p50: at(0.5), p99: at(0.99), hold: results[kind].longestHold };
  };
  const bare = figures("bare TCP");
  process.stdout.write(
    `\nFrom commit to SDK: ${CONNECTIONS} connections, ${base.latencies.length / CONNECTIONS} changes of each kind, ${bytes} bytes\n`,
  );
  const rows = KINDS.map((kind) => {
    const { p50, p99, hold } = figures(kind);
    const ratio = (value: number, of: number) => `${(value / of).toFixed(2)} × (${value.toFixed(2)} ms)`;
    return { "": kind, p50: ratio(p50, bare.p50), p99: ratio(p99, bare.p99), "longest hold": `${hold.toFixed(1)} ms` };
  });
  const columns = ["", "p50", "p99", "longest hold"] as const;
  const width = (column: (typeof columns)[number]) => Math.max(column.length, ...rows.map((row) => row[column].length));
  const line = (row: Record<(typeof columns)[number], string>) =>
    columns.map((column) => row[column].padEnd(width(column))).join("  ");
  const head = { "": "", p50: "p50", p99: "p99", "longest hold": "longest hold" };
  process.stdout.write(`${[head, ...rows].map(line).join("\n")}\n`);
}

const FLAG = {
  key: "bench",
  type: "boolean" as const,
  variants: [
    { key: "on", value: true },
    { key: "off", value: false },
  ],
  salt: "abc1234",
  clientSide: false,
};

const configuration = (percentage: number) => ({
  enabled: true,
  offVariant: "off",
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { rollout: { percentage, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } },
});

const AUTHOR = { actor: { kind: "system" as const, id: "bench", name: "bench" } };

/** A flag, a key, and the way to change the flag. */
async function makeFlags(storage: Storage): Promise<{ key: string; change: () => Promise<void> }> {
  const [project] = (await storage.projects()) as [Project];
  const environments = await storage.allEnvironments();
  const environment = environments.find(({ key }) => key === "production") as Environment;
  const { id: projectId } = project;
  const { id: environmentId } = environment;
  const token = `sw_server_${randomUUID()}`;
  const flagId = randomUUID();
  const log = { projectId, before: null, after: null };
  await storage.change(AUTHOR, async (tx) => {
    await tx.insertKey(
      {
        id: randomUUID(),
        environmentId,
        kind: "server",
        name: "bench",
        hint: "",
        origins: [],
        signedContext: false,
        createdAt: 0,
        createdBy: "",
      },
      createHash("sha256").update(token).digest("hex"),
    );
    return { result: undefined, change: { ...log, action: "key.created", affects: [] } };
  });
  await storage.change(AUTHOR, async (tx) => {
    await tx.insertFlag({
      ...FLAG,
      id: flagId,
      projectId,
      name: "",
      description: "",
      tags: [],
      owner: "",
      lifetime: { kind: "permanent" },
      archived: false,
      createdAt: 0,
    });
    const affects = [{ environmentId, flags: [FLAG.key] }];
    return { result: undefined, change: { ...log, action: "flag.created", flag: FLAG.key, affects } };
  });
  let count = 0;
  return {
    key: token,
    async change() {
      count += 1;
      await storage.change(AUTHOR, async (tx) => {
        const percentage = 10 + (count % 90);
        await tx.putConfiguration({ ...configuration(percentage), flagId, environmentId, version: 0, updatedAt: 0 });
        const affects = [{ environmentId, flags: [FLAG.key] }];
        return { result: undefined, change: { ...log, action: "flag.configured", flag: FLAG.key, affects } };
      });
    },
  };
}

async function listen(server: Server): Promise<number> {
  server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 });
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function next(clients: ChildProcess): Promise<FromClients> {
  const [message] = await once(clients, "message");
  return message;
}

function ask(clients: ChildProcess, message: ToClients): Promise<FromClients> {
  clients.send(message);
  return next(clients);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await run();
