import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../test-server.ts";

const PAGE = "<!doctype html><title>Switchyard</title>";
const SECRET = "outside-of-the-folder";
const folder = mkdtempSync(join(tmpdir(), "switchyard-ui-"));
let server: TestServer;

beforeAll(async () => {
  const ui = join(folder, "ui");
  mkdirSync(join(ui, "assets"), { recursive: true });
  writeFileSync(join(folder, "secret.txt"), SECRET);
  writeFileSync(join(ui, "index.html"), PAGE);
  writeFileSync(join(ui, "favicon.svg"), "<svg/>");
  writeFileSync(join(ui, "assets", "index-abc123.js"), `console.log("${"x".repeat(5000)}")`);
  server = await startTestServer({ uiFolder: ui });
  await server.send("POST", "/api/v1/projects/default/flags", { key: "canary-flag" });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** With the path as it is: fetch would tidy it up. */
function get(path: string, headers: Record<string, string> = {}, method = "GET") {
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    const outgoing = request({ hostname, port, path, method, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => {
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          text: Buffer.concat(chunks).toString(),
        });
      });
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}

describe("the admin UI", () => {
  it("is one page for all of its paths, never kept by a cache", async () => {
    for (const path of ["/", "/setup?token=x", "/projects/demo/flags/new-checkout", "/index.html"]) {
      const { status, headers, text } = await get(path);
      expect({ path, status, text }).toEqual({ path, status: 200, text: PAGE });
      expect(headers["cache-control"]).toBe("no-store");
      expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    }
    expect(await get("/", {}, "HEAD")).toMatchObject({ status: 200, text: "" });
  });

  it("has files that are kept for good, by their hash, and small on the way", async () => {
    const plain = await get("/assets/index-abc123.js");
    expect(plain).toMatchObject({
      status: 200,
      headers: {
        "cache-control": "public, max-age=31536000, immutable",
        "content-type": "text/javascript; charset=utf-8",
      },
    });
    const zipped = await get("/assets/index-abc123.js", { "accept-encoding": "br, gzip" });
    expect(zipped.headers["content-encoding"]).toBe("gzip");
    expect(zipped.text.length).toBeLessThan(500);
    expect((await get("/favicon.svg")).headers["content-type"]).toBe("image/svg+xml");
    expect(await get("/assets/index-old.js")).toMatchObject({
      status: 404,
      headers: { "content-type": "text/plain; charset=UTF-8" },
    });
  });

  it("may load scripts from here only, and is in nobody's frame", async () => {
    for (const path of ["/", "/api/v1/setup", "/assets/index-abc123.js", "/api/v1/nothing"]) {
      const { headers } = await get(path);
      const policy = String(headers["content-security-policy"]);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe-eval");
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "x-frame-options": "DENY",
      });
      expect(headers["x-powered-by"]).toBeUndefined();
    }
  });
});

const TRAVERSALS = [
  "/../secret.txt",
  "/../../secret.txt",
  "/assets/../../secret.txt",
  "/assets/..%2f..%2fsecret.txt",
  "/..%2fsecret.txt",
  "/%2e%2e/secret.txt",
  "/%2e%2e%2fsecret.txt",
  "/%252e%252e%252fsecret.txt",
  "/..%5csecret.txt",
  "/..\\secret.txt",
  "/assets\\..\\..\\secret.txt",
  "/....//secret.txt",
  "/..;/secret.txt",
  "/.%00./secret.txt",
  "/..%00/secret.txt",
  "/%c0%ae%c0%ae/secret.txt",
  "/..%c0%afsecret.txt",
  "/..%u2215secret.txt",
  "//../secret.txt",
  "/./../secret.txt",
  "/assets/%2e%2e/%2e%2e/secret.txt",
  "/assets/.%2e/.%2e/secret.txt",
  `${folder}/secret.txt`,
  `/${folder}/secret.txt`,
  `/%2f${folder}/secret.txt`,
  "file:///etc/passwd",
];

const AROUND_THE_GUARD = [
  "/api/v1/projects/",
  "//api/v1/projects",
  "/api//v1/projects",
  "/./api/v1/projects",
  "/x/../api/v1/projects",
  "/API/v1/projects",
  "/api/V1/projects",
  "/api%2fv1%2fprojects",
  "/%61pi/v1/projects",
  "/api/v1/%70rojects",
  "/api/v1/projects%2fdefault%2fflags",
  "/api/v1/projects/default/flags/",
  "/api/v1/projects/default/flags/canary-flag%2f",
  "/api/v1/projects/default/./flags",
  "/api/v1/projects/default/%2e/flags",
  "/api/v1/setup/../projects/default/flags",
  "/health/live/../../api/v1/projects/default/flags",
  "/api/v1/projects/default/flags?x=/health/live",
  "/api/v1/projects/default/flags;/health/live",
  "/api/v1/projects/default/flags%00",
  "/api/v1/projects/default/flags#/health/live",
  "/api\\v1\\projects\\default\\flags",
  "http://other.example/api/v1/projects/default/flags",
];

describe("paths that try something", () => {
  it.each(TRAVERSALS)("never lead out of the folder: %s", async (path) => {
    const { status, text } = await get(path);
    expect([200, 400, 404]).toContain(status);
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain("root:");
  });

  it.each(AROUND_THE_GUARD)("never lead around the access check: %s", async (path) => {
    const { status, text } = await get(path);
    expect([200, 400, 401, 404]).toContain(status);
    if (status === 200) expect(text).toBe(PAGE);
    expect(text).not.toContain('canary-flag"');
    expect(text).not.toContain("Default");
  });
});

it("says so when it is not part of the build", async () => {
  const other = await startTestServer();
  const response = await fetch(other.url);
  expect(response.status).toBe(404);
  expect(await response.text()).toContain("The admin UI is not part of this build");
  await other.close();
});
