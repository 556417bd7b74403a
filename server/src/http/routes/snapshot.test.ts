import { request } from "node:http";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKey, saveFlag } from "../../test-sdk-data.case.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

let server: TestServer;
let key: string;

beforeAll(async () => {
  server = await startTestServer();
  key = await createKey(server, { kind: "server" });
  for (let index = 0; index < 20; index += 1) await saveFlag(server, `flag-${index}`);
});
afterAll(() => server.close());

interface Raw {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  bytes: Buffer;
}

/** `fetch` would decompress, and send headers of its own. */
function get(headers: Record<string, string> = {}): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const all = { authorization: `Bearer ${key}`, ...headers };
    request(`${server.url}/v1/snapshot`, { headers: all }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) }),
      );
    })
      .on("error", reject)
      .end();
  });
}

describe("GET /v1/snapshot", () => {
  it("is the stream's snapshot message, the same bytes each time", async () => {
    const first = await get();
    expect(JSON.parse(first.bytes.toString())).toMatchObject({ type: "snapshot", version: 40, segments: [] });
    expect((await get()).bytes).toEqual(first.bytes);
    expect(first.headers).toMatchObject({
      "content-type": "application/json",
      "cache-control": "private, no-cache",
      vary: "Authorization, Accept-Encoding",
      etag: expect.stringMatching(/^"[\w-]{22}"$/),
    });
    expect(first.headers).not.toHaveProperty("access-control-allow-origin");
  });

  it("says which environment its key is of, also when nothing changed", async () => {
    const { headers } = await get();
    expect(headers["switchyard-environment"]).toBe("default/production");
    const again = await get({ "if-none-match": String(headers.etag) });
    expect([again.status, again.headers["switchyard-environment"]]).toEqual([304, "default/production"]);
  });

  it("comes compressed to whom takes it, as other bytes with another tag", async () => {
    const plain = await get();
    for (const accept of ["gzip", "br, gzip;q=0.5", "deflate,gzip"]) {
      const { headers, bytes } = await get({ "accept-encoding": accept });
      expect(headers["content-encoding"]).toBe("gzip");
      expect(headers.etag).toBe(`${String(plain.headers.etag).slice(0, -1)}-gzip"`);
      expect(gunzipSync(bytes)).toEqual(plain.bytes);
    }
    for (const accept of ["identity", "gzip;q=0", "gzip; q=0.0, br", "br"]) {
      expect((await get({ "accept-encoding": accept })).headers).not.toHaveProperty("content-encoding");
    }
  });

  it("says 304 to whom has the state, whatever form it came in, until it changes", async () => {
    const { etag } = (await get()).headers;
    const zipped = (await get({ "accept-encoding": "gzip" })).headers.etag;
    for (const tag of [etag, zipped, `W/${etag}`, `"other", ${zipped}`].map(String)) {
      const { status, bytes, headers } = await get({ "if-none-match": tag });
      expect([status, bytes.length, headers.etag]).toEqual([304, 0, etag]);
    }
    expect((await get({ "if-none-match": '"other"' })).status).toBe(200);
    await saveFlag(server, "one-more");
    const changed = await get({ "if-none-match": String(etag) });
    expect([changed.status, JSON.parse(changed.bytes.toString()).version]).toEqual([200, 42]);
  });
});
