import { bucket, type FlagData, type FlagGuard, type GuardReport } from "@switchyard/core";
import { flag } from "@switchyard/core/fixtures.case";
import { describe, expect, test, vi } from "vitest";
import { currentFlags, expressFlags } from "../middleware/index.ts";
import { changes, snapshot, startLive } from "../stream-server.case.ts";

const SALT = "abcdefg";

const GUARD: FlagGuard = {
  plan: "plan-1",
  stage: 0,
  percentage: 25,
  metrics: [
    { key: "errors", kind: "count", from: "requests" },
    { key: "latency", kind: "values", from: "requests" },
    { key: "failed", kind: "count", from: "event", event: "checkout.failed" },
    { key: "worth", kind: "values", from: "event", event: "paid" },
  ],
};

const guarded = (percentage = 25, guard: Partial<FlagGuard> = {}, fields: Partial<FlagData> = {}) =>
  flag("checkout", {
    salt: SALT,
    fallthrough: { rollout: { percentage, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } },
    guard: { ...GUARD, percentage, ...guard },
    ...fields,
  });

type Stream = Awaited<ReturnType<typeof startLive>>["stream"];

const messagesOf = (streams: readonly Stream[]) =>
  streams.flatMap(({ received }) => received.filter(({ type }) => type === "guards")) as unknown as {
    seq: number;
    reports: GuardReport[];
  }[];

const reportsOf = (...streams: Stream[]) => messagesOf(streams).flatMap(({ reports }) => reports);

const sum = (pairs: readonly number[]) => pairs.filter((_, at) => at % 2).reduce((all, count) => all + count, 0);

const people = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => ({ targetingKey: `user-${from + at}` }));

const isIn = ({ targetingKey }: { targetingKey: string }, percentage = 25) =>
  bucket(SALT, ".", targetingKey) < 2 ** 32 * (percentage / 100);

const metric = (report: GuardReport | undefined, group: "treated" | "control", key: string) =>
  report?.[group].metrics.find((one) => one.metric === key) as unknown as {
    of: number[];
    bad: number[];
    cells: number[];
  };

describe("a guarded rollout's reports", () => {
  test("count evaluations, contexts and events by group and shard", async () => {
    const { client, stream } = await startLive(guarded());
    const all = people(400);
    const treated = all.filter((person) => isIn(person));
    for (const person of [...all, ...all]) client.isEnabled("checkout", person);
    for (const person of all) client.track("checkout.failed", person);
    for (const person of treated) client.track("paid", person, { value: 100 });
    // Of nobody who was ever asked for.
    client.track("checkout.failed", { targetingKey: "stranger" });
    client.track("checkout.failed");
    await client.flush();
    const [report, ...others] = reportsOf(stream);
    expect(others).toEqual([]);
    expect(report).toMatchObject({ flag: "checkout", plan: "plan-1", stage: 0, percentage: 25 });
    const control = all.length - treated.length;
    expect([report?.treated.requests, report?.control.requests]).toEqual([2 * treated.length, 2 * control]);
    expect([sum(report?.treated.units ?? []), sum(report?.control.units ?? [])]).toEqual([treated.length, control]);
    expect(sum(metric(report, "control", "failed").bad)).toBe(control);
    expect(sum(metric(report, "control", "failed").of)).toBe(2 * control);
    expect(metric(report, "treated", "worth").cells.filter((_, at) => at % 3 === 1)).toEqual(
      new Array(metric(report, "treated", "worth").cells.length / 3).fill(53),
    );
    const inShard0 = treated.filter(({ targetingKey }) => bucket("abcdefg", "#", targetingKey) >>> 27 === 0).length;
    expect(report?.treated.units.slice(0, 2)).toEqual([0, inShard0]);
  });

  test("say how requests went that asked for the flag, and count those instead of evaluations", async () => {
    const { client, stream } = await startLive(guarded(), flag("other"));
    const ends: (() => void)[] = [];
    const middleware = expressFlags(client, {
      context: (request: { user: string }) => ({ targetingKey: request.user }),
    });
    for (const { targetingKey: user } of people(100)) {
      const response = {
        statusCode: user.endsWith("7") ? 500 : 200,
        writableFinished: true,
        once: (_: string, end: () => void) => ends.push(end),
      };
      middleware({ user }, response, () => {
        const { targetingKey } = { targetingKey: user };
        for (let i = 0; i < 3; i++) client.isEnabled("other", { targetingKey });
      });
      middleware({ user }, response, () => {
        for (let i = 0; i < 3; i++) currentFlags().isEnabled("checkout");
      });
    }
    for (const end of ends) end();
    await client.flush();
    const [report] = reportsOf(stream);
    const groups = [report?.treated, report?.control];
    expect(groups.reduce((all, group) => all + (group?.requests ?? 0), 0)).toBe(100);
    const [treated, control] = (["treated", "control"] as const).map((group) => metric(report, group, "errors"));
    expect(sum(treated?.of ?? []) + sum(control?.of ?? [])).toBe(100);
    expect(sum(treated?.bad ?? []) + sum(control?.bad ?? [])).toBe(10);
  });

  test("are of one stage and share: they are cut where the flag moves on", async () => {
    const { client, stream } = await startLive(guarded());
    const all = people(200);
    for (const person of all) client.isEnabled("checkout", person);
    stream.say(changes(1, 2, [guarded(50, { stage: 1 })]));
    await vi.waitFor(() => expect(client.status.version).toBe(2));
    // Exposed under the stage before: what happens to them now is of neither.
    for (const person of all) client.track("checkout.failed", person);
    for (const person of all.slice(0, 50)) client.isEnabled("checkout", person);
    stream.say(changes(2, 3, [{ ...guarded(50, { stage: 1 }), guard: undefined }]));
    await vi.waitFor(() => expect(client.status.version).toBe(3));
    for (const person of all) client.isEnabled("checkout", person);
    await client.flush();
    const reports = reportsOf(stream);
    expect(
      reports.map(({ stage, percentage, treated, control }) => [
        stage,
        percentage,
        treated.requests + control.requests,
      ]),
    ).toEqual([
      [0, 25, 200],
      [1, 50, 50],
    ]);
    // Seen before in this plan, whatever the stage.
    expect(reports[1]?.treated.units).toEqual([]);
    expect(metric(reports[1], "treated", "failed").bad).toEqual([]);
  });

  test("go on through a change of something else", async () => {
    const { client, stream } = await startLive(guarded());
    const [person] = people(1);
    client.isEnabled("checkout", person);
    stream.say(changes(1, 2, [guarded(25, {}, { targets: [{ variant: "on", keys: ["somebody"] }] })]));
    await vi.waitFor(() => expect(client.status.version).toBe(2));
    client.track("paid", person, { value: 5 });
    client.isEnabled("checkout", { targetingKey: "somebody" });
    await client.flush();
    const [report, ...others] = reportsOf(stream);
    expect(others).toEqual([]);
    // Who is named is in neither group.
    expect([report?.treated.requests, report?.control.requests].sort()).toEqual([0, 1]);
    expect([...(report?.treated.metrics ?? []), ...(report?.control.metrics ?? [])].map((one) => one.metric)).toContain(
      "worth",
    );
  });

  test("count once, however often the link is lost", async () => {
    const { server, client, stream } = await startLive(guarded());
    let current = stream;
    for (let round = 0; round < 4; round++) {
      for (const person of people(100, round * 100)) client.isEnabled("checkout", person);
      const flushed = client.flush();
      if (round % 2) current.kill();
      await flushed;
      if (round % 2 === 0) continue;
      current = await server.stream();
      await current.next("hello");
      current.say(snapshot(1, guarded()));
      await vi.waitFor(() => expect(client.status.state).toBe("live"));
    }
    await client.flush();
    const counted = new Map(messagesOf(server.streams as Stream[]).map(({ seq, reports }) => [seq, reports]));
    expect([...counted.keys()]).toEqual([...counted.keys()].map((_, at) => at + 1));
    const requests = [...counted.values()].flat().map(({ treated, control }) => treated.requests + control.requests);
    expect(requests.reduce((all, count) => all + count, 0)).toBe(400);
  });

  test("stay small enough for a message, whatever is counted", async () => {
    const metrics = Array.from({ length: 20 }, (_, at) => ({
      key: `m${at}`,
      kind: "values" as const,
      from: "event" as const,
      event: "e",
    }));
    const { client, stream } = await startLive(guarded(50, { metrics }));
    const all = people(300);
    for (const person of all) client.isEnabled("checkout", person);
    for (let i = 0; i < 20; i++) for (const person of all) client.track("e", person, { value: 1.1 ** ((i * 7) % 90) });
    await client.flush();
    const messages = messagesOf([stream]);
    expect(messages.length).toBeGreaterThan(1);
    for (const message of messages) expect(JSON.stringify(message).length).toBeLessThan(65_536);
  });

  test("are none where no rollout is guarded, and a damaged guard is none", async () => {
    const damaged = { ...guarded(), guard: { plan: 7, metrics: "none" } } as unknown as FlagData;
    const { client, stream } = await startLive(flag("a"), damaged);
    client.isEnabled("a", { targetingKey: "x" });
    client.isEnabled("checkout", { targetingKey: "x" });
    client.track("paid", { targetingKey: "x" });
    await client.flush();
    expect(reportsOf(stream)).toEqual([]);
  });
});
