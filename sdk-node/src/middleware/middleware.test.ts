import { setImmediate } from "node:timers/promises";
import { flag } from "@switchyard/core/fixtures.case";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTestClient, type TestClient } from "../testing/index.ts";
import { type Answer, frameworks, type Running } from "./frameworks.case.ts";
import { currentFlags, expressFlags, nextFlags, type RequestReport } from "./index.ts";

const ruleset = {
  flags: [
    flag("for-ann", { targets: [{ variant: "on", keys: ["ann"] }], fallthrough: { variant: "off" } }),
    flag("other"),
  ],
};

/** Asks for flags after a turn of the event loop, as a handler would that has been to a database. */
const answer: Answer = async (path, body) => {
  await setImmediate();
  if (path === "/plain") return { status: 200, json: "no flags" };
  const forAnn = currentFlags().isEnabled("for-ann");
  if (path === "/throw") throw new Error("the handler failed");
  const limit = currentFlags().getValue("limit", 10);
  return { status: path === "/503" ? 503 : 200, json: { forAnn, limit, body } };
};

describe.each(Object.entries(frameworks))("%s", (_name, start) => {
  let client: TestClient;
  let app: Running;
  let reports: RequestReport[];
  let heard: (() => void) | undefined;

  beforeEach(async () => {
    client = createTestClient({}, { ruleset, logger: { info() {}, warn() {}, error() {} } });
    reports = [];
    const onRequest = (report: RequestReport) => {
      reports.push(report);
      heard?.();
      throw new Error("a watcher that fails");
    };
    app = await start({ client, answer, onRequest });
  });
  afterEach(() => app.close());

  async function ask(path: string, user: string, init: RequestInit = {}) {
    const response = await fetch(`${app.url}${path}`, {
      ...init,
      headers: { "x-user": user, "content-type": "text/plain" },
    });
    return { status: response.status, text: await response.text() };
  }

  /** The response is at the client a moment before the server has put it behind itself. */
  async function reported(count: number) {
    while (reports.length < count) await new Promise<void>((resolve) => (heard = resolve));
    return reports;
  }

  test("each of many requests at once has its own flags, with a body and without", async () => {
    const users = Array.from({ length: 20 }, (_, place) => (place % 2 === 0 ? "ann" : "bob"));
    const answers = await Promise.all(
      users.map((user, place) => ask("/on", user, place % 3 === 0 ? { method: "POST", body: user } : {})),
    );
    expect(answers.map(({ text }) => JSON.parse(text).forAnn)).toEqual(users.map((user) => user === "ann"));
    expect(JSON.parse(answers[0]?.text ?? "").body).toBe("ann");
    expect(await reported(20)).toHaveLength(20);
  });

  test("a request that asked for flags is reported once: which, how long, for whom", async () => {
    await ask("/plain", "ann");
    await ask("/on", "ann");
    const [report] = await reported(1);
    expect(report).toEqual({
      flags: { "for-ann": "on", limit: null },
      context: { targetingKey: "ann" },
      durationMs: expect.any(Number),
      failed: false,
    });
    expect(client.tracked).toEqual([{ event: "request", context: { targetingKey: "ann" }, value: report?.durationMs }]);
  });

  test.each(["/503", "/throw"])("%s is a failure", async (path) => {
    expect((await ask(path, "bob")).status).toBeGreaterThanOrEqual(500);
    const [report] = await reported(1);
    expect(report).toMatchObject({ failed: true, context: { targetingKey: "bob" } });
    expect(report?.flags).toMatchObject({ "for-ann": "off" });
    expect(client.tracked.map(({ event }) => event)).toEqual(["request", "request.failed"]);
  });
});

test("outside of a request there are no current flags, and the error says so", () => {
  expect(() => currentFlags()).toThrow("currentFlags() was called outside of a request");
});

test("a client that hangs up is no failure; a context that throws is no context", () => {
  const client = createTestClient({ a: true });
  const reports: RequestReport[] = [];
  const middleware = expressFlags(client, {
    context: () => {
      throw new Error("no session");
    },
    onRequest: (report) => reports.push(report),
  });
  let close = () => {};
  const response = { statusCode: 500, writableFinished: false, once: (_: string, hear: () => void) => (close = hear) };
  middleware({}, response, () => currentFlags().isEnabled("a"));
  close();
  close();
  expect(reports).toMatchObject([{ flags: { a: "on" }, context: {}, failed: false }]);
});

test("what Next throws for a redirect is an answer", async () => {
  const client = createTestClient({ a: true });
  const redirect = Object.assign(new Error("NEXT_REDIRECT"), { digest: "NEXT_REDIRECT;replace;/new;307;" });
  const route = nextFlags(client, () => {
    currentFlags().isEnabled("a");
    throw redirect;
  });
  await expect(route(new Request("http://localhost/"))).rejects.toBe(redirect);
  expect(client.tracked.map(({ event }) => event)).toEqual(["request"]);
});

test("a request's context is made when its first flag is asked for, once, and not for a request that asks for none", () => {
  const made: object[] = [];
  const context = (request: object) => {
    made.push(request);
    return { targetingKey: "ann" };
  };
  const middleware = expressFlags(createTestClient({}, { ruleset }), { context });
  const answerWith = (request: object, handler: () => void) => {
    let close = () => {};
    const response = {
      statusCode: 200,
      writableFinished: true,
      once: (_: string, heard: () => void) => (close = heard),
    };
    middleware(request, response, handler);
    close();
  };
  answerWith({ url: "/plain" }, () => {});
  expect(made).toEqual([]);
  answerWith({ url: "/on" }, () => {
    expect(currentFlags().isEnabled("for-ann")).toBe(true);
    expect(currentFlags().isEnabled("for-ann")).toBe(true);
  });
  expect(made).toEqual([{ url: "/on" }]);
});
