import { pino } from "pino";
import { afterEach, expect, it } from "vitest";
import { startLive, type TestLive } from "../live.case.ts";
import { TestSdk } from "../test-sdk.case.ts";

let at: TestLive;
afterEach(() => at.close());

it("a database that is gone costs a few lines, not one for every SDK that comes back", async () => {
  const lines: { level: number; suppressed?: number }[] = [];
  const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) });
  let isGone = false;
  let now = 0;
  at = await startLive({
    log,
    clock: { wall: () => Date.now(), monotonic: () => now },
    wrap: (storage) => ({
      ...storage,
      accounts: {
        ...storage.accounts,
        keyByHash: (hash) => (isGone ? Promise.reject(new Error("gone")) : storage.accounts.keyByHash(hash)),
      },
    }),
  });
  isGone = true;
  const errors = () => lines.filter(({ level }) => level >= 50);
  for (let count = 0; count < 30; count += 1) await new TestSdk(at.port, { key: at.serverKey }).closed;
  expect(errors()).toHaveLength(10);
  now += 60_000;
  await new TestSdk(at.port, { key: at.serverKey }).closed;
  expect(errors()[10]).toMatchObject({ suppressed: 20 });
});
