import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { startServer, temporaryFolder } from "../../../tests/src/support/server.ts";
import { table } from "../sdk/table.ts";
import { load } from "./http-load.ts";
import { createFlags } from "./ofrep-flags.ts";

const ALL = "/ofrep/v1/evaluate/flags";
const CONNECTIONS = 32;
const ROUNDS = 7;
const ROUND_MS = 1_000;

/** What is asked, and for how many contexts in turn. */
const ROWS = [
  { name: "one flag, 500 contexts in turn", path: `${ALL}/flag-3`, contexts: 500 },
  { name: "one flag, each context new", path: `${ALL}/flag-3`, contexts: 300_000 },
  { name: "100 flags, 500 contexts in turn", path: ALL, contexts: 500 },
  { name: "100 flags, each context new", path: ALL, contexts: 300_000 },
];

/**
 * Remote evaluation against a bare `node:http` server that answers the same bytes, head and body. One process each, and
 * this third one loads them in turn over 32 kept-alive connections, one request at a time on each. Ours is the built
 * server as an operator starts it: it authenticates a server key, evaluates, counts for usage, tags and logs.
 */
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
      const requests = Array.from({ length: contexts }, (_, i) => requestFor(path, key, i));
      const rounds: { ours: number; bare: number }[] = [];
      for (let round = 0; round <= ROUNDS; round += 1) {
        const pair = { ours: await rate(ours.port, requests), bare: await rate(port, requests) };
        // The first one warms up.
        if (round > 0) rounds.push(pair);
      }
      const ratios = rounds.map((pair) => pair.ours / pair.bare);
      rows.push([
        name,
        `${length}`,
        thousands(median(rounds.map((pair) => pair.bare))),
        thousands(median(rounds.map((pair) => pair.ours))),
        `${median(ratios).toFixed(2)} × (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
      ]);
    }
    console.log(table(["POST /ofrep/v1/evaluate/flags…", "bytes", "bare, answers/s", "ours", "median of 7"], rows));
  } finally {
    bare.disconnect();
    await ours.process.end("SIGKILL");
    folder.remove();
  }
}

const rate = (port: number, requests: string[]) => load(port, requests, { connections: CONNECTIONS, ms: ROUND_MS });

/** Lets the bare server answer a path as ours does. */
async function teach(bare: ChildProcess, url: string, path: string, key: string): Promise<number> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const response = await fetch(`${url}${path}`, { method: "POST", headers, body: contextBody(0) });
  // Node writes these itself.
  const own = new Set(["connection", "date", "keep-alive"]);
  const head = [...response.headers].filter(([name]) => !own.has(name)).flat();
  const body = await response.text();
  bare.send({ path, head, body });
  await once(bare, "message");
  return body.length;
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

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const thousands = (value: number) => Math.round(value).toLocaleString("en");
