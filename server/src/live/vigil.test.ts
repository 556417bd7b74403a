import { afterEach, beforeEach, expect, it } from "vitest";
import { sha256 } from "../auth/tokens.ts";
import { startLive, type TestLive } from "./live.case.ts";
import { TestSdk } from "./test-sdk.case.ts";

let at: TestLive;
beforeEach(async () => {
  at = await startLive({ timings: { recheck: 10 } });
});
afterEach(() => at.close());

it("a revoked key ends its streams, and no others", async () => {
  const server = await at.newKey("server");
  const client = await at.newKey("client");
  const sdks = [
    await TestSdk.connect(at, { key: server.token }),
    await TestSdk.connect(at, { key: server.token }),
    await TestSdk.browser(at, {}, { hello: { key: client.token } }),
  ];
  const other = await TestSdk.connect(at);
  await Promise.all([...sdks, other].map((sdk) => sdk.next()));
  await at.revokeKey(server.id);
  await at.revokeKey(client.id);
  for (const sdk of sdks) expect(await sdk.closed).toEqual({ code: 4401, reason: "the key was revoked" });
  other.send({ type: "resync" });
  expect(await other.next()).toMatchObject({ type: "snapshot" });
});

it("a look-up that fails holds up nobody else's", async () => {
  let broken = "";
  const fragile = await startLive({
    timings: { recheck: 10 },
    wrap: (storage) => ({
      ...storage,
      accounts: {
        ...storage.accounts,
        keyByHash: (hash) =>
          hash === broken ? Promise.reject(new Error("a bad row")) : storage.accounts.keyByHash(hash),
      },
    }),
  });
  const first = await TestSdk.connect(fragile);
  const { id, token } = await fragile.newKey("server");
  const second = await TestSdk.connect(fragile, { key: token });
  await Promise.all([first.next(), second.next()]);
  broken = sha256(fragile.serverKey);
  await fragile.revokeKey(id);
  expect(await second.closed).toMatchObject({ code: 4401 });
  expect(first.socket.readyState).toBe(first.socket.OPEN);
  await fragile.close();
});

it("a key's use is noted", async () => {
  const { id, token } = await at.newKey("server");
  const sdk = await TestSdk.connect(at, { key: token });
  await sdk.next();
  const lastUsedAt = async () => (await at.storage.keys(at.environment.id)).find((key) => key.id === id)?.lastUsedAt;
  await expect.poll(lastUsedAt).toBeGreaterThan(0);
});
