import { request as httpRequest } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Storage } from "../../storage/port.ts";
import { startLive, type TestLive } from "../live.case.ts";
import { TestSdk } from "../test-sdk.case.ts";
import { RawClient } from "./raw-client.case.ts";

let at: TestLive;
beforeEach(async () => {
  at = await startLive();
});
afterEach(() => at.close());

/** The answer to an upgrade request that is refused. */
async function refusal(path: string, headers: Record<string, string> = {}, port = at.port) {
  const client = new RawClient(port);
  const head = await client.upgrade(path, headers);
  await client.closed;
  const [, status] = /^HTTP\/1\.1 (\d+)/.exec(head) ?? [];
  const [, retryAfter] = /Retry-After: (\d+)/.exec(head) ?? [];
  const { error } = JSON.parse(client.received.toString());
  return { status: Number(status), retryAfter: Number(retryAfter), ...error };
}

describe("an upgrade is refused in the one error shape", () => {
  it("when nobody knows the key, or it was revoked", async () => {
    const unknown = { status: 401, code: "UNAUTHENTICATED" };
    expect(await refusal("/v1/stream", { Authorization: "Bearer sw_server_nobody" })).toMatchObject(unknown);
    expect(await refusal("/v1/stream", { Authorization: "Basic abc" })).toMatchObject(unknown);
    const { id, token } = await at.newKey("server");
    await at.revokeKey(id);
    expect(await refusal("/v1/stream", { Authorization: `Bearer ${token}` })).toMatchObject(unknown);
  });

  it("when a client key comes in the header, and without repeating it", async () => {
    const answer = await refusal("/v1/stream", { Authorization: `Bearer ${at.clientKey}` });
    expect(answer).toMatchObject({ status: 401, code: "WRONG_CREDENTIAL" });
    expect(answer.message).not.toContain(at.clientKey);
  });

  it("without the subprotocol", async () => {
    const headers = { Authorization: `Bearer ${at.serverKey}`, "Sec-WebSocket-Protocol": "chat" };
    const message = "The subprotocol switchyard.v1 must be offered in Sec-WebSocket-Protocol, received another";
    expect(await refusal("/v1/stream", headers)).toMatchObject({ status: 400, code: "INVALID_REQUEST", message });
  });

  it("anywhere else", async () => {
    for (const path of ["/", "/v1/stream/", "/v1/streams", "/api/v1", "/v1%2fstream", "/V1/stream"]) {
      expect(await refusal(path)).toMatchObject({
        status: 404,
        code: "NOT_FOUND",
        message: expect.stringContaining(path),
      });
    }
  });

  it("when it is no WebSocket handshake", async () => {
    const headers = { Authorization: `Bearer ${at.serverKey}`, "Sec-WebSocket-Version": "7" };
    expect(await refusal("/v1/stream", headers)).toMatchObject({ status: 400, code: "INVALID_REQUEST" });
  });

  it("over the limit, with a time to come back, and not any more when there is room", async () => {
    const small = await startLive({ maxConnections: 1 });
    const first = await TestSdk.connect(small);
    const headers = { Authorization: `Bearer ${small.serverKey}` };
    const answer = await refusal("/v1/stream", headers, small.port);
    expect(answer).toMatchObject({ status: 503, code: "UNAVAILABLE" });
    expect(answer.retryAfter).toBeGreaterThanOrEqual(5);
    await first.close();
    const second = await TestSdk.connect(small);
    expect(await second.next()).toMatchObject({ type: "snapshot" });
    await small.close();
  });

  it("when the database doesn't answer", async () => {
    let fail = false;
    const wrap = (storage: Storage): Storage => ({
      ...storage,
      accounts: {
        ...storage.accounts,
        keyByHash: (hash) => (fail ? Promise.reject(new Error("gone")) : storage.accounts.keyByHash(hash)),
      },
    });
    const broken = await startLive({ wrap });
    fail = true;
    const headers = { Authorization: `Bearer ${broken.serverKey}` };
    expect(await refusal("/v1/stream", headers, broken.port)).toMatchObject({ status: 503, code: "UNAVAILABLE" });
    await broken.close();
  });
});

describe("a handshake", () => {
  it("that is aborted while its key is looked up leaves nothing behind", async () => {
    let looking = () => {};
    let proceed = () => {};
    const looked = new Promise<void>((resolve) => {
      looking = resolve;
    });
    const gate = new Promise<void>((resolve) => {
      proceed = resolve;
    });
    const wrap = (storage: Storage): Storage => ({
      ...storage,
      accounts: {
        ...storage.accounts,
        async keyByHash(hash) {
          looking();
          await gate;
          return storage.accounts.keyByHash(hash);
        },
      },
    });
    const slow = await startLive({ wrap, maxConnections: 1 });
    const closed = new Promise<void>((resolve) =>
      slow.server.once("upgrade", (_, socket) => socket.once("close", resolve)),
    );
    const client = new RawClient(slow.port);
    void client.upgrade("/v1/stream", { Authorization: `Bearer ${slow.serverKey}` });
    await looked;
    await client.close();
    proceed();
    await closed;
    const sdk = await TestSdk.connect(slow);
    expect(await sdk.next()).toMatchObject({ type: "snapshot" });
    expect(slow.live.connections()).toBe(1);
    await slow.close();
  });

  it("that takes too long is answered", async () => {
    const wrap = (storage: Storage): Storage => ({
      ...storage,
      accounts: { ...storage.accounts, keyByHash: () => new Promise(() => {}) },
    });
    const stuck = await startLive({ wrap, timings: { handshake: 20 } });
    const headers = { Authorization: `Bearer ${stuck.serverKey}` };
    expect(await refusal("/v1/stream", headers, stuck.port)).toMatchObject({ status: 503, code: "UNAVAILABLE" });
    await stuck.close();
  });
});

describe("an upgrade that is no WebSocket", () => {
  it("is served as the plain request it also is, with its body", async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const headers = { connection: "Upgrade, HTTP2-Settings", upgrade: "h2c", "http2-settings": "AAMAAABkAAQAAP__" };
      const request = httpRequest({ port: at.port, method: "POST", path: "/ofrep/v1/evaluate/flags", headers });
      request.on("error", reject);
      request.on("response", (response) => {
        let text = "";
        response.on("data", (data) => {
          text += data;
        });
        response.on("end", () => resolve(`${response.statusCode} ${text}`));
      });
      request.end(JSON.stringify({ context: { targetingKey: "ü".repeat(40_000) } }));
    });
    expect(answer).toBe("200 plain POST");
  });
});
