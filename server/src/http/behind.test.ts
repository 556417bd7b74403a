import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AfterReview, ChangeRequestDetail, Inbox } from "../api.ts";
import { share } from "../test-flags.ts";
import { startTestServer, type TestServer } from "../test-server.ts";
import { type Someone, someone } from "./routes/people.case.ts";

// Whoever acts through a program is no second pair of eyes.

const PROJECT = "/api/v1/projects/default";
const PRODUCTION = `${PROJECT}/environments/production`;
const REQUESTS = `${PROJECT}/requests`;

let server: TestServer;
let ann: Someone;
let ben: Someone;
let cleo: Someone;

beforeAll(async () => {
  server = await startTestServer();
  ann = await someone(server, "ann", "admin");
  ben = await someone(server, "ben", "admin");
  cleo = await someone(server, "cleo", "releaser");
  await server.send("POST", `${PROJECT}/flags`, { key: "checkout" });
  await server.send("PUT", `${PRODUCTION}/flags/checkout`, share(25), { "if-match": "*" });
  await server.send("PUT", `${PRODUCTION}/policy`, { approvals: 1, breakGlass: { role: "editor", people: [] } });
});
afterAll(() => server.close());

interface Made {
  id: string;
  token: string;
}

const robotOf = async (who: Pick<Someone, "send">, role = "editor", headers: Record<string, string> = {}) =>
  (await who.send("POST", `${PROJECT}/robots`, { name: "ci", role }, headers)).body as Made;
const as = ({ token }: Made) => ({ authorization: `Bearer ${token}` });
let next = 25;
const ramp = () => ({ kind: "ramp", environment: "production", flag: "checkout", percentage: ++next });

async function proposedWith(headers: Record<string, string>): Promise<ChangeRequestDetail> {
  const input = { title: "More", operations: [ramp()], applyWhenApproved: false };
  const { status, body } = await server.send<ChangeRequestDetail>("POST", REQUESTS, input, headers);
  expect(status).toBe(201);
  return body;
}

/** What somebody is told that they may do, what they find in their inbox, and what comes of approving. */
async function approving(who: Someone, { number, digest }: ChangeRequestDetail) {
  const { may } = (await who.send("GET", `${REQUESTS}/${number}`)).body as ChangeRequestDetail;
  const { items } = (await who.send("GET", `${PROJECT}/inbox`)).body as Inbox;
  const isInInbox = items.some(({ kind, request }) => kind === "request" && request === number);
  const { status, body } = await who.send("POST", `${REQUESTS}/${number}/approve`, { digest });
  expect({ may: may.approve, isInInbox }).toEqual({ may: status === 200, isInInbox: status === 200 });
  return { status, message: (body as { error?: { message: string } }).error?.message };
}

const refused = { status: 403, message: expect.stringContaining("somebody other than who is behind it") };

describe("a proposal of a robot", () => {
  it("is approved by others, and not by who made the robot", async () => {
    const request = await proposedWith(as(await robotOf(ann)));
    expect(await approving(ann, request)).toEqual(refused);
    expect((await approving(ben, request)).status).toBe(200);
  });

  it("is not approved by who made it with a personal token, nor by who made the robot that made the robot", async () => {
    const personal = (await ann.send("POST", "/api/v1/tokens", { name: "laptop" })).body as Made;
    const first = await robotOf(server, "admin", as(personal));
    const second = await robotOf(server, "editor", as(first));
    for (const robot of [first, second]) {
      const request = await proposedWith(as(robot));
      expect(await approving(ann, request)).toEqual(refused);
      expect((await approving(ben, request)).status).toBe(200);
    }
  });

  it("is not approved by who was shown its secret later, nor by who was before that", async () => {
    const robot = await robotOf(ann);
    const rotated = (await ben.send("POST", `${PROJECT}/robots/${robot.id}/rotate`, {})).body as Made;
    const request = await proposedWith(as(rotated));
    expect(await approving(ann, request)).toEqual(refused);
    expect(await approving(ben, request)).toEqual(refused);
    expect((await approving(cleo, request)).status).toBe(200);
  });

  it("is not approved by its maker when the robot is revoked", async () => {
    const robot = await robotOf(ann);
    const request = await proposedWith(as(robot));
    expect((await ann.send("DELETE", `${PROJECT}/robots/${robot.id}`)).status).toBe(204);
    expect(await approving(ann, request)).toEqual(refused);
    // Who made it can still end it.
    expect((await ann.send("POST", `${REQUESTS}/${request.number}/decline`, {})).status).toBe(200);
  });

  it("is approved by none who manages robots when nobody wrote down who made it", async () => {
    const robot = await robotOf(ann);
    const sqlite = new BetterSqlite3(join(server.folder, "switchyard.db"));
    sqlite.prepare("update api_tokens set held_by = null where id = ?").run(robot.id);
    sqlite.close();
    const request = await proposedWith(as(robot));
    expect(await approving(ben, request)).toEqual(refused);
    // To rotate it tells nothing of who held it before.
    await ben.send("POST", `${PROJECT}/robots/${robot.id}/rotate`, {});
    expect(await approving(ann, request)).toEqual(refused);
    expect((await approving(cleo, request)).status).toBe(200);
  });

  it("of the operator's token, or of a robot that it made, is approved by any person", async () => {
    expect((await approving(ann, await proposedWith({}))).status).toBe(200);
    expect((await approving(ann, await proposedWith(as(await robotOf(server))))).status).toBe(200);
  });
});

it("a proposal with somebody's personal token is their own", async () => {
  const personal = (await cleo.send("POST", "/api/v1/tokens", { name: "laptop" })).body as Made;
  const request = await proposedWith(as(personal));
  expect(request.author).toMatchObject({ kind: "user", name: "cleo" });
  expect((await approving(cleo, request)).status).toBe(403);
  expect((await approving(ben, request)).status).toBe(200);
});

it("an after-review of what a robot pushed through is not closed by who made the robot", async () => {
  const robot = await robotOf(ann, "releaser");
  const glass = { ...as(robot), "switchyard-break-glass": "an%20emergency" };
  const pushed = await server.send("POST", `${PROJECT}/apply`, { operations: [ramp()] }, glass);
  expect(pushed.status).toBe(200);
  const reviews = (await cleo.send("GET", `${PROJECT}/after-reviews?state=open`)).body.afterReviews as AfterReview[];
  const review = reviews.find(({ actor }) => actor.id === robot.id);
  const close = (who: Someone) =>
    who.send("POST", `${PROJECT}/after-reviews/${review?.id}/close`, { note: "looked at it" });
  const inbox = async (who: Someone) =>
    ((await who.send("GET", `${PROJECT}/inbox`)).body as Inbox).items.some((one) => one.afterReview === review?.id);
  expect([await inbox(ann), await inbox(ben)]).toEqual([false, true]);
  expect((await close(ann)).status).toBe(403);
  expect((await close(ben)).status).toBe(200);
});
