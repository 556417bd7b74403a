import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { GuardSink } from "../index.ts";
import { startLive, type TestLive } from "../live.case.ts";
import { TestSdk } from "../test-sdk.case.ts";

let live: TestLive;
let taken: Parameters<GuardSink["take"]>[];

beforeEach(async () => {
  taken = [];
  live = await startLive({ guards: { take: (...of) => void taken.push(of), onNews: () => () => {} } });
  await live.saveFlag({ key: "checkout", clientSide: true });
});
afterEach(() => live.close());

const group = { requests: 1, units: [], metrics: [] };
const guards = {
  type: "guards" as const,
  seq: 1,
  reports: [{ flag: "checkout", plan: "p1", stage: 0, percentage: 5, treated: group, control: group }],
};

const until = async (isSo: () => boolean) => {
  while (!isSo()) await sleep(5);
};

it("what SDKs counted for guards comes from the stream, with who they are and what the flags are now", async () => {
  const sdk = await TestSdk.connect(live);
  sdk.send(guards);
  await until(() => taken.length > 0);
  const [[from, told, flags] = []] = taken;
  expect(from).toMatchObject({ environmentId: live.environment.id, kind: "server" });
  expect(told).toEqual(guards);
  expect(flags?.get("checkout")?.data).toMatchObject({ key: "checkout" });

  const browser = await TestSdk.connect(live, { key: null, hello: { key: live.clientKey, context: {} } });
  browser.send(guards);
  await until(() => taken.length > 1);
  expect(taken[1]?.[0]).toMatchObject({ kind: "browser" });
  for (const one of [sdk, browser]) one.socket.close();
});

it("what is malformed is left out, and the stream goes on", async () => {
  const sdk = await TestSdk.connect(live);
  sdk.send({ ...guards, reports: [] });
  sdk.send(guards);
  await until(() => taken.length > 0);
  expect(taken.map(([, { reports }]) => reports)).toEqual([guards.reports]);
  sdk.socket.close();
});
