import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { startServer, temporaryFolder } from "../../../tests/src/support/server.ts";
import { table } from "../sdk/table.ts";
import { cpuTime } from "./cpu-time.ts";
import { load } from "./http-load.ts";
import { createFlags } from "./ofrep-flags.ts";

const ALL = "/ofrep/v1/evaluate/flags";
const CONNECTIONS = 32;
const ROUNDS = 7;
const ROUND_MS = 1_000;
/** Answers differ in length by what people get. */
const TAUGHT = 60;

/** What is asked, and for how many contexts in turn. */
const ROWS = [
  { name: "one flag, 500 contexts in turn", path: `${ALL}/flag-3`, contexts: 500 },
  { name: "one flag, each context new", path: `${ALL}/flag-3`, contexts: 300_000 },
  { name: "100 flags, 500 contexts in turn", path: ALL, contexts: 500 },
  { name: "100 flags, each context new", path: ALL, contexts: 300_000 },
];

const METHOD = `Both baselines are plain node:http in one process of its own, and answer what ours does, head and body.
"ready": it has the bytes, throws the request's body away and sends them. "answering": it reads the body, JSON.parse,
builds the entries anew as objects, JSON.stringify, measures that and sends it; it neither authenticates nor evaluates.
Ours is the built server as an operator starts it: it authenticates a server key, evaluates, counts, tags and logs.
Ratios are medians of ${ROUNDS} rounds, the three in turn in each, above 1 is faster than the baseline: of answers a second,
and of answers for a second of the server's CPU, which a busy machine disturbs less.`;

const NAMES = ["ready", "answering", "ours"] as const;
type Name = (typeof NAMES)[number];
type Measure = { perSecond: number; perCpuSecond: number };
interface Target {
  pid: number;
  port: number;
  requests: string[];
}

/** Remote evaluation beside bare servers: {@link METHOD}. A third process loads them over kept-alive connections. */
export async function run(): Promise<void> {
  const folder = temporaryFolder();
  const ours = await startServer({ folder: folder.path });
  const bare = fork(fileURLToPath(new URL("./bare-process.ts", import.meta.url)), { execArgv: ["--import", "tsx"] });
  try {
    const [{ port }] = (await once(bare, "message")) as [{ port: number }];
    await createFlags(ours.api);
    const key = await ours.api.createKey("default", "production", "server", "bench");
    const rows: string[][] = [];
    for (const { name, path, contexts } of ROWS) {
      const length = await teach(bare, ours.url, path, key);
      const requests = (at: string) => Array.from({ length: contexts }, (_, i) => requestFor(at, key, i));
      const rounds = await measure({
        ready: { pid: bare.pid as number, port, requests: requests(`/ready${path}`) },
        answering: { pid: bare.pid as number, port, requests: requests(`/answered${path}`) },
        ours: { pid: ours.process.child.pid as number, port: ours.port, requests: requests(path) },
      });
      const answers = NAMES.map((one) => thousands(median(rounds.map((round) => round[one].perSecond))));
      const ratios = (["perSecond", "perCpuSecond"] as const).flatMap((what) =>
        (["ready", "answering"] as const).map((to) => {
          const all = rounds.map((round) => round.ours[what] / round[to][what]);
          return `${median(all).toFixed(2)} (${Math.min(...all).toFixed(2)} to ${Math.max(...all).toFixed(2)})`;
        }),
      );
      rows.push([name, `${Math.round(length)}`, ...answers, ...ratios]);
    }
    const head = ["POST /ofrep/v1/evaluate/flags…", "bytes", "ready, answers/s", "answering", "ours"];
    const ratios = ["answers/s to ready", "to answering", "answers/CPU to ready", "to answering"];
    console.log(`${METHOD}\n\n${table([...head, ...ratios], rows)}`);
  } finally {
    bare.disconnect();
    await ours.process.end("SIGKILL");
    folder.remove();
  }
}

async function measure(targets: Record<Name, Target>): Promise<Record<Name, Measure>[]> {
  const rounds: Record<Name, Measure>[] = [];
  // The first one warms up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const one: Partial<Record<Name, Measure>> = {};
    for (const name of NAMES) one[name] = await rates(targets[name]);
    if (round > 0) rounds.push(one as Record<Name, Measure>);
  }
  return rounds;
}

async function rates({ pid, port, requests }: Target): Promise<Measure> {
  const before = cpuTime(pid);
  const { answers, seconds } = await load(port, requests, { connections: CONNECTIONS, ms: ROUND_MS });
  return { perSecond: answers / seconds, perCpuSecond: (answers * 1_000) / (cpuTime(pid) - before) };
}

/** Lets the bare server answer a path as ours does: with the answers for {@link TAUGHT} contexts, in turn. */
async function teach(bare: ChildProcess, url: string, path: string, key: string): Promise<number> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const answers: { head: string[]; body: string }[] = [];
  for (let i = 0; i < TAUGHT; i += 1) {
    const response = await fetch(`${url}${path}`, { method: "POST", headers, body: contextBody(i) });
    // Node writes these itself.
    const own = new Set(["connection", "date", "keep-alive"]);
    const head = [...response.headers].filter(([name]) => !own.has(name)).flat();
    answers.push({ head, body: await response.text() });
  }
  bare.send({ path, answers });
  await once(bare, "message");
  return answers.reduce((sum, { body }) => sum + body.length, 0) / answers.length;
}

function requestFor(path: string, key: string, i: number): string {
  const body = contextBody(i);
  const head = [
    `POST ${path} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Content-Type: application/json",
    `Authorization: Bearer ${key}`,
    `Content-Length: ${body.length}`,
  ];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}

const contextBody = (i: number) =>
  JSON.stringify({
    context: { targetingKey: `person-${i}`, country: ["US", "FR", "DE"][i % 3], plan: "pro", visits: i },
  });

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const thousands = (value: number) => Math.round(value).toLocaleString("en");
