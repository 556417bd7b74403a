import { MAX_REPORT_ENTRIES } from "@switchyard/core";
import { flag } from "@switchyard/core/fixtures.case";
import { expect, test, vi } from "vitest";
import { changes, startLive } from "../stream-server.case.ts";

// The server ends a stream on which more than 200 messages come in a minute, or one of more than 64 KB.

const MAX_BYTES = 65_536;
const bytes = (message: object) => Buffer.byteLength(JSON.stringify(message));

test("who flushes all the time still sends few reports", async () => {
  const { client, stream } = await startLive(flag("a"));
  for (let round = 0; round < 200; round++) {
    client.isEnabled("a");
    await client.flush();
  }
  const reports = stream.received.filter(({ type }) => type === "report");
  expect(reports.length).toBeGreaterThan(5);
  expect(reports.length).toBeLessThan(30);
});

test("every flag of many is reported, in few messages", async () => {
  const flags = Array.from({ length: 3_000 }, (_, index) => flag(`flag-${index}-${"x".repeat(80)}`));
  const { client, stream } = await startLive(...flags);
  for (const { key } of flags) client.isEnabled(key);
  await client.flush();
  const reports = stream.received.filter(({ type }) => type === "report");
  const reported = reports.flatMap(({ evaluations }) => evaluations as { flag: string }[]);
  expect(new Set(reported.map((entry) => entry.flag)).size).toBe(3_000);
  for (const report of reports) expect(bytes(report)).toBeLessThan(MAX_BYTES);
  expect(reports.length).toBeLessThan(15);
});

test("of thousands of unknown keys and events come three reports, which may be sent every ten seconds", async () => {
  const { client, stream } = await startLive(flag("a"));
  for (let index = 0; index < 1_200; index++) {
    client.isEnabled("a");
    client.isEnabled(`unknown-${index}`);
    client.track(`event-${index}`);
  }
  await client.flush();
  const reports = stream.received.filter(({ type }) => type === "report");
  expect(reports).toHaveLength(3);
  expect(reports[0]?.evaluations).toEqual([{ flag: "a", variant: "on", count: 1_200 }]);
  expect(reports.at(-1)?.dropped).toBe(400);
  for (const report of reports) {
    const { evaluations, unknown = [], events = [] } = report as Partial<Record<string, object[]>>;
    expect((evaluations?.length ?? 0) + unknown.length + events.length).toBeLessThanOrEqual(MAX_REPORT_ENTRIES);
    expect(bytes(report)).toBeLessThan(MAX_BYTES);
  }
});

test("keys and events of any sort fit, or are a number", async () => {
  const { client, stream } = await startLive(flag("a"));
  for (let index = 0; index < 900; index++) {
    client.isEnabled(`${index}${"漢".repeat(90)}`);
    client.isEnabled(`${index}${"\u0000".repeat(90)}`);
    client.isEnabled(`${index}${"long".repeat(1_000)}`);
    client.track(`${index}${"😀".repeat(90)}`);
  }
  await client.flush();
  const reports = stream.received.filter(({ type }) => type === "report") as never as {
    unknown?: object[];
    events?: object[];
    dropped?: number;
  }[];
  for (const report of reports) expect(bytes(report)).toBeLessThan(MAX_BYTES);
  expect(reports.flatMap(({ unknown = [] }) => unknown)).toHaveLength(900);
  expect(reports.flatMap(({ events = [] }) => events)).toHaveLength(900);
  expect(reports.reduce((sum, { dropped = 0 }) => sum + dropped, 0)).toBe(1_800);
});

test("whoever looks on gets what fits of long contexts", async () => {
  const { client, stream } = await startLive(flag("a"));
  stream.say({ type: "watch", flags: ["a"], forMs: 60_000 });
  stream.say(changes(1, 2, [flag("b")]));
  await vi.waitFor(() => expect(client.status.version).toBe(2));
  for (let index = 0; index < 30; index++)
    client.isEnabled("a", { targetingKey: `${index}`, text: "漢".repeat(4_000) });
  const { items, dropped } = (await stream.next("evaluations")) as never as { items: object[]; dropped: number };
  expect(items.length).toBeGreaterThan(1);
  expect(items.length + dropped).toBe(30);
  expect(bytes({ type: "evaluations", items, dropped })).toBeLessThan(MAX_BYTES);
});

test.each([null, undefined, 5, { value: Symbol("s") }, { value: 10n }, { value: { valueOf: () => fail() } }])(
  "track takes any options: %s",
  async (options) => {
    const { client, stream } = await startLive(flag("a"));
    client.track("order", undefined, options as never);
    await client.flush(null as never);
    const [report] = stream.received.filter(({ type }) => type === "report");
    expect(report?.events).toEqual([expect.objectContaining({ event: "order", count: 1 })]);
  },
);

function fail(): never {
  throw new Error("nobody asks for this");
}
