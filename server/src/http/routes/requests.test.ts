import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApprovedRequest, ChangeRequestDetail, Inbox, Occurrence, ScheduleDetail } from "../../api.ts";
import { share } from "../../test-flags.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";
import { type Someone, someone } from "./people.case.ts";

const PROJECT = "/api/v1/projects/default";
const PRODUCTION = `${PROJECT}/environments/production`;
const FLAG = `${PRODUCTION}/flags/checkout`;
const REQUESTS = `${PROJECT}/requests`;
const SCHEDULES = `${PROJECT}/schedules`;
const HOUR = 3_600_000;

let server: TestServer;
let ann: Someone;
let ben: Someone;
let cleo: Someone;
let vic: Someone;

beforeAll(async () => {
  server = await startTestServer();
  ann = await someone(server, "ann", "editor");
  ben = await someone(server, "ben", "releaser");
  cleo = await someone(server, "cleo", "releaser");
  vic = await someone(server, "vic", "viewer");
  await server.send("POST", `${PROJECT}/flags`, { key: "checkout" });
  await server.send("PUT", FLAG, share(25), { "if-match": "*" });
  await server.send("PUT", `${PRODUCTION}/policy`, { approvals: 1 });
});
afterAll(() => server.close());

const ramp = (percentage: number) => ({ kind: "ramp", environment: "production", flag: "checkout", percentage });
const percentage = async () => (await vic.send("GET", FLAG)).body.fallthrough.rollout.percentage;
const inbox = async (of: Someone) => (await of.send("GET", `${PROJECT}/inbox`)).body as Inbox;
const propose = async (percentage: number, more: object = {}) => {
  const input = { title: `Ramp to ${percentage} %`, operations: [ramp(percentage)], ...more };
  const { status, body } = await ann.send("POST", REQUESTS, input);
  expect(status).toBe(201);
  return body as ChangeRequestDetail;
};

describe("a change request", () => {
  it("goes from who proposes over who approves into the flag, and into everybody's inbox", async () => {
    const proposed = await propose(50, { reason: "no errors", applyWhenApproved: false });
    expect(proposed).toMatchObject({
      state: "open",
      author: { kind: "user", name: "ann" },
      environments: ["production"],
      operations: [{ kind: "ramp", percentage: 50 }],
      outdated: false,
      needs: 1,
      approvals: 0,
      plan: {
        effects: [
          {
            direction: "raises",
            before: "In production: on for 25 % of everyone; otherwise off.",
            after: "In production: on for 50 % of everyone; otherwise off.",
          },
        ],
        obstacles: [{ code: "FORBIDDEN", environment: "production" }, { code: "APPROVAL_REQUIRED" }],
      },
      may: { approve: false, apply: false, withdraw: true },
    });
    const path = `${REQUESTS}/${proposed.number}`;
    expect((await inbox(ben)).items).toMatchObject([
      { kind: "request", title: "Ramp to 50 %", text: "ann asks for approval", request: proposed.number },
    ]);
    for (const view of ["open", "waiting"]) {
      expect((await ben.send("GET", `${REQUESTS}?view=${view}`)).body.requests).toMatchObject([
        { number: proposed.number },
      ]);
    }
    expect((await ann.send("GET", `${REQUESTS}?view=waiting`)).body).toEqual({ requests: [], next: null });
    expect((await ann.send("GET", `${REQUESTS}?view=mine&limit=1`)).body.requests).toHaveLength(1);
    expect((await vic.send("POST", `${path}/comments`, { text: "hello" })).status).toBe(403);
    await ben.send("POST", `${path}/comments`, { text: "since when?" });
    const approved = await ben.send("POST", `${path}/approve`, { digest: proposed.digest, text: "good" });
    expect(approved.body).toMatchObject({
      approvals: 1,
      notApplied: null,
      events: [{}, {}, { kind: "approved", counts: true }],
    });
    expect((await inbox(ben)).count).toBe(0);
    const news = (await inbox(ann)).items.map(({ kind, text }) => [kind, text]);
    expect(news).toEqual(
      expect.arrayContaining([
        ["news", "ben commented: since when?"],
        ["news", "ben approved it: good"],
      ]),
    );
    expect((await ann.send("POST", `${PROJECT}/inbox/seen`, { at: Date.now() + HOUR })).body).toMatchObject({
      count: 0,
    });
    expect((await vic.send("POST", `${path}/apply`, {})).status).toBe(403);
    expect((await ann.send("POST", `${path}/apply`, {})).body).toMatchObject({ state: "applied", plan: null });
    expect(await percentage()).toBe(50);
    expect((await ann.send("POST", `${path}/apply`, {})).body.error).toMatchObject({ code: "REQUEST_CLOSED" });
    expect((await ann.send("GET", `${REQUESTS}?view=closed`)).body.requests).toMatchObject([{ state: "applied" }]);
  });

  it("is applied by the last approval that it needs, when that was asked for", async () => {
    const { number, digest } = await propose(60, { applyWhenApproved: true });
    const { body } = await ben.send("POST", `${REQUESTS}/${number}/approve`, { digest });
    expect(body as ApprovedRequest).toMatchObject({ state: "applied", notApplied: null });
    expect(await percentage()).toBe(60);
  });

  it("that became something else is told to who would approve it as it was", async () => {
    const { number, digest } = await propose(70);
    expect((await server.send("PUT", FLAG, share(10), { "if-match": "*" })).status).toBe(200);
    const path = `${REQUESTS}/${number}`;
    expect((await ben.send("POST", `${path}/approve`, { digest })).body.error).toMatchObject({
      code: "VERSION_CONFLICT",
    });
    expect((await ben.send("GET", path)).body).toMatchObject({ outdated: true, approvals: 0 });
    expect((await ben.send("POST", `${path}/decline`, { text: "not now" })).body).toMatchObject({ state: "declined" });
    expect((await inbox(ann)).items[0]).toMatchObject({ kind: "news", text: "ben declined it: not now" });
    const other = await propose(80);
    const { body } = await ann.send("PATCH", `${REQUESTS}/${other.number}`, { title: "less", operations: [ramp(75)] });
    expect(body).toMatchObject({ title: "less", operations: [{ percentage: 75 }] });
    expect((await ann.send("POST", `${REQUESTS}/${other.number}/withdraw`, {})).body.state).toBe("withdrawn");
    expect((await ann.send("GET", `${REQUESTS}/9999`)).status).toBe(404);
  });
});

describe("a schedule", () => {
  it("waits for approval, shows in the calendar, and is stopped", async () => {
    await server.send("PUT", `${PRODUCTION}/policy`, { approvals: 1, reason: "again" });
    const at = Date.now() + HOUR;
    const input = { title: "The launch", at, operations: [ramp(90)] };
    const { status, body } = await ben.send("POST", SCHEDULES, input);
    expect(status).toBe(201);
    const scheduled = body as ScheduleDetail;
    expect(scheduled).toMatchObject({ state: "waiting", nextAt: at, cron: null, lastRun: null });
    const request = (await cleo.send("GET", `${REQUESTS}/${scheduled.request}`)).body as ChangeRequestDetail;
    expect(request).toMatchObject({ schedule: scheduled.number, needs: 1, may: { approve: true, apply: false } });
    const approved = await cleo.send("POST", `${REQUESTS}/${scheduled.request}/approve`, { digest: request.digest });
    expect(approved.body).toMatchObject({ state: "applied", notApplied: null });
    expect((await vic.send("GET", SCHEDULES)).body.schedules).toMatchObject([{ state: "active", title: "The launch" }]);
    const calendar = await vic.send("GET", `${PROJECT}/calendar?from=${at - HOUR}&to=${at + HOUR}`);
    expect(calendar.body.occurrences as Occurrence[]).toEqual([
      { at, schedule: scheduled.number, title: "The launch", state: "active", outcome: null, message: null },
    ]);
    const path = `${SCHEDULES}/${scheduled.number}`;
    expect((await ben.send("POST", `${path}/pause`, {})).body.state).toBe("paused");
    expect((await ben.send("POST", `${path}/resume`, {})).body.state).toBe("active");
    expect((await ben.send("POST", `${path}/run`, {})).body.error.code).toBe("APPROVAL_REQUIRED");
    expect((await vic.send("POST", `${path}/cancel`, {})).status).toBe(403);
    expect((await ann.send("POST", `${path}/cancel`, {})).body.state).toBe("cancelled");
    expect((await vic.send("GET", `${SCHEDULES}?state=over`)).body.schedules).toMatchObject([{ state: "cancelled" }]);
  });

  it.each([
    [{}, "at or cron"],
    [{ at: 1, cron: "* * * * *" }, "at or cron"],
    [{ at: 1 }, "a time to come"],
    [{ cron: "often" }, "five fields"],
    [{ cron: "0 9 * * *", timeZone: "Nowhere" }, "IANA"],
    [{ cron: "0 9 * * *", graceMs: 1 }, "graceMs"],
  ])("is refused at %j", async (when, message) => {
    const { status, body } = await ben.send("POST", SCHEDULES, { title: "x", operations: [ramp(1)], ...when });
    expect(status).toBe(400);
    expect(body.error.message).toContain(message);
  });

  it("has a calendar of a bounded span", async () => {
    for (const span of ["", "?from=5&to=1", `?from=0&to=${101 * 24 * HOUR}`, "?from=a&to=b"]) {
      expect((await vic.send("GET", `${PROJECT}/calendar${span}`)).status).toBe(400);
    }
  });
});
