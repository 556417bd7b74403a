import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { AdminPage } from "./admin/admin-page.case.ts";
import { startLive, type TestLive } from "./live.case.ts";
import { RawClient } from "./socket/raw-client.case.ts";
import { TestSdk } from "./test-sdk.case.ts";

let at: TestLive;
beforeAll(async () => {
  at = await startLive({ timings: { closing: 50 } });
});
afterAll(() => at.close());

const hello = JSON.stringify({ type: "hello", protocol: 1, sdk: "fuzz/1", instance: "fuzz" });
const nested = (depth: number) => `${'{"type":"context","context":'.repeat(depth)}1${"}".repeat(depth)}`;

const name = fc.oneof(fc.constantFrom("first", "on", "__proto__", null), fc.string(), fc.anything());
const number = fc.oneof(fc.nat(), fc.double(), fc.constantFrom(1e300, -1, "NaN", null));
/** Entries of reports, and evaluations: right in part. */
const entries = fc.oneof(
  fc.anything(),
  fc.array(
    fc.record({
      flag: name,
      variant: name,
      event: name,
      count: number,
      sum: number,
      at: number,
      reason: fc.constantFrom("STATIC", "WHIM"),
      context: fc.oneof(fc.constant({ targetingKey: "ann" }), fc.anything()),
    }),
    { maxLength: 5 },
  ),
);

const text = fc.oneof(
  fc.string(),
  fc.json(),
  fc.integer({ min: 1, max: 500 }).map(nested),
  fc.integer({ min: 1, max: 2_000 }).map((depth) => "[".repeat(depth)),
  fc
    .record({
      type: fc.constantFrom("hello", "applied", "resync", "context", "report", "evaluations", "__proto__"),
      seq: number,
      evaluations: entries,
      unknown: entries,
      events: entries,
      items: entries,
      dropped: number,
      version: fc.oneof(fc.integer(), fc.double(), fc.string(), fc.constant(null)),
      protocol: fc.oneof(fc.constant(1), fc.anything()),
      sdk: fc.oneof(fc.string(), fc.anything()),
      instance: fc.oneof(fc.string(), fc.anything()),
      have: fc.oneof(fc.record({ epoch: fc.string(), version: fc.maxSafeNat() }), fc.anything()),
      context: fc.oneof(fc.dictionary(fc.constantFrom("__proto__", "constructor", "a"), fc.jsonValue()), fc.anything()),
    })
    .map((message) => JSON.stringify(message, (_, value) => (typeof value === "bigint" ? String(value) : value))),
);

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
type Step = (client: RawClient) => void;
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: text.map(
      (message): Step =>
        (client) =>
          client.send(message),
    ),
  },
  {
    weight: 2,
    arbitrary: bytes.map(
      (message): Step =>
        (client) =>
          client.send(message),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(bytes, fc.integer({ min: 0, max: 15 })).map(
      ([data, opcode]): Step =>
        (client) =>
          client.send(data.subarray(0, 100), opcode),
    ),
  },
  {
    weight: 1,
    arbitrary: bytes.map(
      (raw): Step =>
        (client) =>
          void client.socket.write(raw),
    ),
  },
);

it("whatever arrives, the server stays and serves the others", async () => {
  const version = await at.saveFlag({ key: "first", clientSide: true });
  AdminPage.signIn(at);
  const looker = await AdminPage.open(at);
  looker.send({ type: "look", project: "default", environment: "production", flag: "first" });
  let frames = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 30 }),
      fc.boolean(),
      fc.boolean(),
      async (steps, isServer, greets) => {
        const client = new RawClient(at.port);
        await client.upgrade("/v1/stream", isServer ? { Authorization: `Bearer ${at.serverKey}` } : {});
        if (greets) client.send(isServer ? hello : hello.replace("}", `,"key":"${at.clientKey}"}`));
        for (const take of steps) take(client);
        frames += steps.length;
        // Reading to the end of our own output shows that the server has taken it all, or ended the connection.
        client.send(Buffer.alloc(0), 8);
        await client.closed;
      },
    ),
    { numRuns: 250 },
  );
  expect(frames).toBeGreaterThan(3_000);

  const sdk = await TestSdk.connect(at);
  expect(await sdk.next()).toMatchObject({ type: "snapshot", version });
  await sdk.close();
  await at.usage.write();
  const counts = await at.storage.usage.hourlyEvaluations(at.environment.id, 0);
  expect(counts.every(({ flag, count }) => flag === "first" && Number.isSafeInteger(count))).toBe(true);
  looker.socket.terminate();
  await expect.poll(() => at.live.connections()).toBe(0);
}, 60_000);
