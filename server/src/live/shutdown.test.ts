import { expect, it } from "vitest";
import { startLive } from "./live.case.ts";
import { spread } from "./socket/farewell.ts";
import { RawClient } from "./socket/raw-client.case.ts";
import { TestSdk } from "./test-sdk.case.ts";

it("close tells SDKs when to come back, and ends every socket, also those that don't answer", async () => {
  const at = await startLive();
  const sdk = await TestSdk.connect(at);
  await sdk.next();
  const deaf = new RawClient(at.port);
  await deaf.upgrade("/v1/stream", { Authorization: `Bearer ${at.serverKey}` });
  expect(at.live.connections()).toBe(2);

  const closing = at.live.close();
  expect(at.live.isServing()).toBe(false);
  expect(await sdk.next()).toEqual({ type: "goaway", afterMs: 500 });
  expect(await sdk.closed).toEqual({ code: 1001, reason: "the server is going" });
  const late = new RawClient(at.port);
  expect(await late.upgrade("/v1/stream", { Authorization: `Bearer ${at.serverKey}` })).toMatch(/^HTTP\/1.1 503/);
  await closing;
  await deaf.closed;
  expect(at.live.connections()).toBe(0);
  await at.close();
});

it("the time to come back grows with the connections", () => {
  expect([0, 10, 1_000, 10_000, 1e9].map(spread)).toEqual([500, 500, 2_000, 20_000, 60_000]);
});
