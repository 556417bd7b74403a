import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { FakeServer } from "./fake-server.ts";

// However many contexts an SDK evaluates for, it keeps nothing of them: what is in use is level, what waits to be reported is bounded, and
// what found no room is counted. SWITCHYARD_EVALUATIONS scales it.

const COUNT = Number(process.env.SWITCHYARD_EVALUATIONS || 1_000_000);
/** What may be added to what is in use between a tenth of the way and any later one, however many evaluations that is. */
const KEPT_BYTES = 2 * 2 ** 20;
/** The names of one kind that are told apart between two reports. */
const MAX_NAMES = 1_000;
const MAIN = fileURLToPath(new URL("./evaluations-main.mjs", import.meta.url));

interface Found {
  asked: { plain: number; guarded: number; unknown: number; events: number };
  /** How many answers were true. */
  on: number;
  /** Bytes after each tenth, when garbage was collected. */
  inUse: number[];
  seconds: number;
}

interface Reported {
  type: string;
  evaluations?: { flag: string; variant: string; count: number }[];
  unknown?: { count: number }[];
  events?: { count: number }[];
  dropped?: number;
  reports?: { treated: { requests: number }; control: { requests: number } }[];
}

const share = (percentage: number) => ({
  rollout: { percentage, variants: [{ variant: "on", weight: 1 }], otherwise: "off" },
});

const flag = (key: string, percentage: number, fields: object = {}) => ({
  key,
  type: "boolean",
  variants: [
    { key: "on", value: true },
    { key: "off", value: false },
  ],
  salt: "abcdefg",
  enabled: true,
  offVariant: "off",
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: share(percentage),
  ...fields,
});

const metrics = [{ key: "worth", kind: "values", from: "event", event: "paid" }];
const guard = { plan: "plan-1", stage: 0, percentage: 25, metrics };
const conditions = [{ attribute: "plan", operator: "equals", values: ["pro"] }];
const rules = [{ id: "pro", conditions, serve: share(50) }];
const flags = [flag("plain", 50, { rules }), flag("guarded", 25, { guard })];
const snapshot = { type: "snapshot", epoch: "e1", version: 1, flags, segments: [] };

const sum = (counts: (number | undefined)[]) => counts.reduce<number>((all, count) => all + (count ?? 0), 0);
const counted = (entries: { count: number }[]) => sum(entries.map(({ count }) => count));

it("evaluates for ever new contexts in level memory, and counts what it does not keep", {
  timeout: 60_000 + COUNT / 100,
}, async () => {
  const server = await FakeServer.start(({ type }) => (type === "hello" ? snapshot : undefined));
  onTestFinished(() => server.close());
  const env = { ...process.env, SWITCHYARD_URL: server.url, SWITCHYARD_SDK_KEY: "sw_server_test" };
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, String(COUNT)], { env });
  const { asked, on, inUse, seconds } = JSON.parse(stdout) as Found;
  const heard = server.heard as Reported[];
  const reports = heard.filter(({ type }) => type === "report");
  const evaluations = reports.flatMap((report) => report.evaluations ?? []);
  const unknown = reports.flatMap((report) => report.unknown ?? []);
  const events = reports.flatMap((report) => report.events ?? []);
  const dropped = sum(reports.map((report) => report.dropped));
  const guarded = heard.filter(({ type }) => type === "guards").flatMap((message) => message.reports ?? []);
  if (process.env.SWITCHYARD_EVALUATIONS) {
    const megabytes = inUse.map((bytes) => (bytes / 2 ** 20).toFixed(2));
    console.log(
      `${COUNT} evaluations, ${seconds.toFixed(0)} s, in use (MB): ${megabytes.join(" ")}, dropped ${dropped}`,
    );
  }

  const [first = 0] = inUse;
  expect(inUse).toHaveLength(10);
  expect(Math.max(...inUse) - first).toBeLessThan(KEPT_BYTES);

  // Nothing is lost and nothing counts twice.
  expect(asked.plain + asked.guarded).toBe(COUNT);
  expect(counted(evaluations.filter((one) => one.flag === "plain"))).toBe(asked.plain);
  expect(counted(evaluations.filter((one) => one.flag === "guarded"))).toBe(asked.guarded);
  expect(counted(evaluations.filter((one) => one.variant === "on"))).toBe(on);
  expect(sum(guarded.flatMap(({ treated, control }) => [treated.requests, control.requests]))).toBe(asked.guarded);
  expect(counted(unknown) + counted(events) + dropped).toBe(asked.unknown + asked.events);
  for (const report of reports) {
    expect(report.unknown?.length ?? 0).toBeLessThanOrEqual(MAX_NAMES);
    expect(report.events?.length ?? 0).toBeLessThanOrEqual(MAX_NAMES);
  }
});
