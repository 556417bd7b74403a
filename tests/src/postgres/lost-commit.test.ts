import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import type { Answer } from "../support/api.ts";
import { startServer } from "../support/server.ts";
import { type Cluster, startCluster } from "./cluster.ts";
import { Relay, type Trap } from "./relay.ts";

// A connection that is lost at the very moment of the commit: nobody can know whether the change was written.

const FLAGS = "/api/v1/projects/default/flags";
const MESSAGE =
  "The database was lost while this was being saved: it may or may not have been saved. Look at the history before you try again";

/** Of a change: other commits don't tell nodes of versions. */
const COMMIT = /notify switchyard,.*commit\0/s;
/** What a change asks for first. */
const BEGIN = /switchyard_turn/;

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster(1);
});
afterAll(() => cluster?.close());

async function create(key: string, trap: Trap) {
  const [node] = cluster.nodes;
  if (!node) throw new Error("there is one");
  node.way.set(trap);
  const answer: Answer<unknown> = await node.server.api.send("POST", FLAGS, { key });
  const { changes } = await node.server.api.ok<{ changes: { flag: string }[] }>(
    "GET",
    `/api/v1/projects/default/changes?flag=${key}`,
  );
  const { status, body, headers } = answer;
  return { status, body, retryAfter: headers.get("retry-after"), written: changes.length > 0 };
}

const unknown = { status: 503, body: { error: { code: "OUTCOME_UNKNOWN", message: MESSAGE } }, retryAfter: null };

it("a commit whose answer is lost is not called a failure: it was written, and the history shows it", async () => {
  expect(await create("answer-lost", { said: COMMIT, cut: "after" })).toEqual({ ...unknown, written: true });
});

it("a commit that did not get there is not called a failure either, since nobody here can tell", async () => {
  expect(await create("commit-lost", { said: COMMIT, cut: "before" })).toEqual({ ...unknown, written: false });
});

it("before the commit nothing was changed, and the answer says so", async () => {
  const lost = await create("begin-lost", { said: BEGIN, cut: "after" });
  expect(lost).toMatchObject({ status: 503, written: false, retryAfter: "1" });
  expect(lost.body).toMatchObject({
    error: { code: "UNAVAILABLE", message: expect.stringContaining("nothing was changed") },
  });
  const [node] = cluster.nodes;
  await node?.server.api.createFlag("default", { key: "begin-lost" });
});

it("a server whose first project is lost while it is made is not ready before it is there", async () => {
  await cluster.postgres.createDatabase("new");
  const way = await Relay.start(() => [cluster.postgres.port]);
  onTestFinished(() => way.close());
  way.set({ said: /insert into "projects"/, cut: "before" });
  const database = `postgres://postgres:password@127.0.0.1:${way.port}/new`;
  const server = await startServer({ folder: cluster.folder, env: { SWITCHYARD_DATABASE: database } });
  onTestFinished(async () => void (await server.process.end("SIGKILL")));
  expect((await server.api.send("GET", "/api/v1/projects/default")).status).toBe(200);
});
