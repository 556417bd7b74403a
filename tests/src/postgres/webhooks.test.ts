import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Cluster, type Node, startCluster } from "./cluster.ts";

// Webhooks of two nodes, one of which ends, dies or is paused in the middle of sending. The receiver is a real one that keeps
// requests open for as long as a test wants.

const WEBHOOKS = "/api/v1/projects/default/webhooks";
const SECRET = "a-secret-of-both-nodes-0123456789abcdef";

interface Received {
  id: string;
  flag?: string;
  type: string;
}

/** Verifies what comes, and answers when it may. */
class Receiver {
  readonly received: Received[] = [];
  /** Attempts that were open at once, at most: one webhook gets its messages one after another. */
  mostAtOnce = 0;
  secret = "";
  readonly #server: Server;
  #open = 0;
  #isHolding = false;
  #held: ServerResponse[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#open += 1;
      this.mostAtOnce = Math.max(this.mostAtOnce, this.#open);
      response.on("close", () => {
        this.#open -= 1;
      });
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks).toString("utf8");
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        );
        if (this.secret) new StandardWebhook(this.secret).verify(body, headers);
        const { type, data } = JSON.parse(body) as { type: string; data: { flag?: string } };
        this.received.push({ id: headers["webhook-id"] ?? "", type, flag: data.flag });
        if (this.#isHolding) this.#held.push(response);
        else response.end("ok");
      });
    });
  }

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((done) => receiver.#server.listen(0, "127.0.0.1", done));
    return receiver;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers nobody from now on. */
  hold(): void {
    this.#isHolding = true;
  }

  /** Answers from now on, also those that wait. */
  answer(): void {
    this.#isHolding = false;
    for (const response of this.#held.splice(0)) response.end("ok");
  }

  async until(count: number): Promise<void> {
    while (this.received.length < count) await sleep(20);
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

let receiver: Receiver;
let cluster: Cluster;
let database: pg.Client;
let sending: Node;
let other: Node;

beforeEach(async () => {
  receiver = await Receiver.start();
  const settings = { SWITCHYARD_WEBHOOK_ALLOW: receiver.origin, SWITCHYARD_SECRET: SECRET };
  cluster = await startCluster(2, settings);
  database = new pg.Client(cluster.postgres.url("switchyard"));
  database.on("error", () => {});
  await database.connect();
  [sending, other] = cluster.nodes as [Node, Node];
  // The one that is awake when there is something to send for the first time is the one that sends.
  other.server.process.child.kill("SIGSTOP");
  const input = { name: "here", url: `${receiver.origin}/hook` };
  const { secret } = await sending.server.api.ok<{ secret: string }>("POST", WEBHOOKS, input);
  await receiver.until(1);
  other.server.process.child.kill("SIGCONT");
  // What it was waiting for when it was stopped has timed out.
  while ((await other.server.api.send("GET", WEBHOOKS)).status !== 200) await sleep(50);
  receiver.secret = secret;
});

afterEach(async () => {
  await database?.end();
  receiver?.close();
  await cluster?.close();
});

const holders = async () =>
  (
    await database.query<{ name: string }>(
      "select name from leases where expires_at > extract(epoch from clock_timestamp()) * 1000 and name not like 'forgetting%'",
    )
  ).rows.map(({ name }) => name);

/** A dead node's lease runs out after 30 s: nobody waits for that here. */
const passTheTime = () => database.query("update leases set expires_at = 0 where name = 'webhooks'");

const create = (node: Node, key: string) => node.server.api.createFlag("default", { key });

const counts = () => {
  const count = new Map<string, number>();
  for (const { flag = "none" } of receiver.received) count.set(flag, (count.get(flag) ?? 0) + 1);
  return Object.fromEntries(count);
};

it("changes of both nodes are told once and in their order", async () => {
  const keys = Array.from({ length: 40 }, (_, n) => `flag-${n}`);
  for (let n = 0; n < keys.length; n += 2) {
    await Promise.all(keys.slice(n, n + 2).map((key, at) => create(at === 0 ? sending : other, key)));
  }
  await receiver.until(1 + keys.length);
  // Whoever else would send them, does it by now.
  await sleep(2_500);
  const { changes } = await other.server.api.ok<{ changes: { flag?: string; action: string }[] }>(
    "GET",
    "/api/v1/projects/default/changes?action=flag.created&limit=100",
  );
  const told = receiver.received.filter(({ type }) => type === "flag.created").map(({ flag }) => flag);
  expect(told).toEqual(changes.map(({ flag }) => flag).reverse());
  expect(told).toHaveLength(keys.length);
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1 + keys.length);
  expect(receiver.mostAtOnce).toBe(1);
});

it("a node that ends in order leaves no lease behind, and the other goes on", async () => {
  await create(other, "before");
  await receiver.until(2);
  expect(await holders()).toContain("webhooks");
  expect(await sending.server.process.end("SIGTERM")).toBe(0);
  expect(await holders()).toEqual([]);
  await create(other, "after");
  await receiver.until(3);
  expect(counts()).toEqual({ none: 1, before: 1, after: 1 });
});

it("a node that is killed while it sends: the other sends that message again under its id, and the rest once", async () => {
  receiver.hold();
  await create(other, "in-between");
  await receiver.until(2);
  for (const key of ["later-1", "later-2", "later-3"]) await create(other, key);
  await sending.server.process.end("SIGKILL");
  await passTheTime();
  receiver.answer();
  await receiver.until(6);
  await sleep(2_500);
  expect(counts()).toEqual({ none: 1, "in-between": 2, "later-1": 1, "later-2": 1, "later-3": 1 });
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(5);
  const again = receiver.received.filter(({ flag }) => flag === "in-between");
  expect(new Set(again.map(({ id }) => id)).size).toBe(1);
});

it("a node that was paused while it sent, and lost its turn meanwhile, sends nothing more and undoes nothing", async () => {
  receiver.hold();
  await create(other, "in-between");
  await receiver.until(2);
  sending.server.process.child.kill("SIGSTOP");
  await passTheTime();
  receiver.answer();
  for (const key of ["later-1", "later-2", "later-3"]) await create(other, key);
  await receiver.until(6);
  sending.server.process.child.kill("SIGCONT");
  await create(sending, "last");
  await receiver.until(7);
  await sleep(2_500);
  expect(counts()).toEqual({ none: 1, "in-between": 2, "later-1": 1, "later-2": 1, "later-3": 1, last: 1 });
  const { deliveries } = await sending.server.api.ok<{ deliveries: { state: string; attempts: number }[] }>(
    "GET",
    `${WEBHOOKS}/${(await sending.server.api.ok<{ webhooks: { id: string }[] }>("GET", WEBHOOKS)).webhooks[0]?.id}/deliveries`,
  );
  expect(deliveries.map(({ state }) => state)).toEqual(Array.from({ length: 6 }, () => "delivered"));
});
