import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { type EvaluationContext, type FlagData, type FlagGuard, GUARD_EVERY_MS } from "@switchyard/core";
// As it is built and published. What runs this bench gives each function its name anew whenever it is made, which cost a middleware
// of a few functions for each request more than all it does.
import { type Client, createClient } from "@switchyard/sdk-node";
import { currentFlags, expressFlags } from "@switchyard/sdk-node/middleware";
import type { Guards } from "../../../sdk-node/src/guards/guards.ts";
import { load } from "../server/http-load.ts";
import { CONTEXTS, contexts, rollout } from "./fixtures.ts";
import { allocated, compare, type Loop } from "./measure.ts";
import { table } from "./table.ts";

const MASK = CONTEXTS - 1;

const GUARD: FlagGuard = {
  plan: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
  stage: 0,
  percentage: 25,
  metrics: [
    { key: "errors", kind: "count", from: "requests" },
    { key: "latency", kind: "values", from: "requests" },
    { key: "checkout.failed", kind: "count", from: "event", event: "checkout.failed" },
  ],
};

const guarded = (key: string): FlagData => ({ ...rollout(key), guard: GUARD });

/** What applications hold, without a connection. */
function clientWith(flags: FlagData[]): { client: Client; guards: Guards } {
  const silent = { info() {}, warn() {}, error() {} };
  const client = createClient({
    bootstrap: { type: "snapshot", epoch: "bench", version: 1, flags, segments: [] },
    url: "not one",
    logger: silent,
  });
  const guards = (client as unknown as Record<symbol, unknown>)[Symbol.for("@switchyard/sdk-node/requests")];
  return { client, guards: guards as Guards };
}

const CLIENTS = {
  "no guarded rollout": () => clientWith([rollout("asked"), rollout("other")]),
  "another flag's runs": () => clientWith([rollout("asked"), guarded("other")]),
  "this flag's runs": () => clientWith([guarded("asked"), rollout("other")]),
};

/** What guarded rollouts add to an evaluation and to a request, and how much they report. */
export async function guardsOverhead(): Promise<string> {
  const people = contexts();
  const titles = ["", "ns", "× without", "bytes per call"];
  const shown = (loops: Record<string, Loop>, times?: number) => {
    const measured = compare(loops, { times });
    const [bare] = measured;
    return measured.map(({ name, nanoseconds }) => [
      name,
      nanoseconds.toFixed(1),
      (nanoseconds / (bare?.nanoseconds ?? Number.NaN)).toFixed(2),
      allocated(loops[name] as Loop).toFixed(1),
    ]);
  };
  const each = (loopOf: (client: Client) => Loop, what: string) =>
    Object.fromEntries(Object.entries(CLIENTS).map(([name, make]) => [`${what}, ${name}`, loopOf(make().client)]));
  return [
    table(titles, shown(each((client) => asking(client, people), "isEnabled, 25 % rollout"))),
    table(
      titles,
      shown(
        each((client) => answering(client, people), "middleware alone, one flag"),
        20_000,
      ),
    ),
    table(["", "requests/s", "× without"], await requests(people)),
    table(["", "bytes", "seconds"], reportSizes(people)),
  ].join("\n\n");
}

function asking(client: Client, people: EvaluationContext[]): Loop {
  return (times) => {
    let on = 0;
    for (let i = 0; i < times; i++) if (client.isEnabled("asked", people[i & MASK], false)) on++;
    return on;
  };
}

const nothing = () => {};

/** A response as Node's server tells the middleware of it, without the server. */
class Answer {
  readonly writableFinished = true;
  readonly statusCode: number;
  close: () => void = nothing;

  constructor(statusCode = 200) {
    this.statusCode = statusCode;
  }

  once(_: string, listener: () => void) {
    this.close = listener;
  }
}

function answering(client: Client, people: EvaluationContext[]): Loop {
  let person = 0;
  let on = 0;
  const middleware = expressFlags(client, { context: () => people[person++ & MASK] });
  const handler = () => {
    if (currentFlags().isEnabled("asked")) on++;
  };
  return (times) => {
    for (let i = 0; i < times; i++) {
      const answer = new Answer();
      middleware({}, answer, handler);
      answer.close();
    }
    return on;
  };
}

const ROUNDS = 9;
const ROUND_MS = 400;
const REQUEST = "GET / HTTP/1.1\r\nhost: bench\r\n\r\n";

/** Whole requests over loopback, client and server in this process, so that what is added weighs as much as it can. */
async function requests(people: EvaluationContext[]): Promise<string[][]> {
  const servers: Record<string, RequestListener> = { "no middleware": (_, response) => response.end("on") };
  let person = 0;
  const next = () => people[person++ & MASK];
  const unasked = expressFlags(CLIENTS["no guarded rollout"]().client, { context: next });
  servers["middleware, no flag asked"] = (request, response) => unasked(request, response, () => response.end("on"));
  for (const [name, make] of Object.entries(CLIENTS)) {
    const middleware = expressFlags(make().client, { context: next });
    servers[`middleware, ${name}`] = (request, response) =>
      middleware(request, response, () => response.end(currentFlags().isEnabled("asked") ? "on" : "off"));
  }
  const rates = new Map<string, number[]>();
  for (let round = -1; round < ROUNDS; round++) {
    for (const [name, listener] of Object.entries(servers)) {
      const server = createServer(listener).listen(0, "127.0.0.1");
      await new Promise((listening) => server.once("listening", listening));
      const { answers, seconds } = await load((server.address() as AddressInfo).port, [REQUEST], {
        connections: 8,
        ms: ROUND_MS,
      });
      server.close();
      if (round >= 0) rates.set(name, [...(rates.get(name) ?? []), answers / seconds]);
    }
  }
  const medians = [...rates].map(([name, all]) => [name, all.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0] as const);
  const bare = medians[0]?.[1] ?? Number.NaN;
  return medians.map(([name, rate]) => [name, rate.toFixed(0), (bare / rate).toFixed(3)]);
}

/** The messages of one process, once its people have been seen. */
function reportSizes(people: EvaluationContext[]): string[][] {
  return [1, 10, 100, 1_000].map((perSecond) => {
    const { client, guards } = clientWith([guarded("asked")]);
    let person = 0;
    let taken = 1;
    const middleware = expressFlags(client, { context: () => people[person++ & MASK] });
    const run = (count: number) => {
      for (let i = 0; i < count; i++) {
        // A long tail between 5 ms and a second, one in a hundred fails.
        const answer = new Answer(i % 100 === 7 ? 500 : 200);
        middleware({}, answer, () => currentFlags().isEnabled("asked"));
        const now = performance.now;
        performance.now = () => now.call(performance) + 5 * 200 ** (((i * 0.618) % 1) ** 4);
        answer.close();
        performance.now = now;
      }
    };
    run(CONTEXTS);
    guards.take();
    const seconds = GUARD_EVERY_MS / 1_000;
    run(perSecond * seconds);
    const messages = guards.take().map((body) => JSON.stringify({ type: "guards", seq: ++taken, ...body }));
    const bytes = messages.reduce((sum, message) => sum + Buffer.byteLength(message), 0);
    return [`report of ${perSecond} requests/s, 3 metrics`, `${bytes}`, `${seconds}`];
  });
}
