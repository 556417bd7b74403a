import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { flag } from "@switchyard/core/fixtures.case";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { changes, snapshot, startBlackHole, startClient, startStreamServer } from "../stream-server.case.ts";

let cacheFile: string;

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-cache-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cacheFile = join(folder, "flags.json");
});

/** A file as a client leaves it that had these flags, and the address it belongs to. */
async function written() {
  const server = await startStreamServer();
  const client = startClient({ url: server.url, cacheFile });
  const stream = await server.stream();
  const b = flag("b", { rules: [{ id: "r", conditions: [], serve: { variant: "off" } }] });
  stream.say({ ...snapshot(4, flag("a"), b), stamp: "s4" });
  await client.waitForReady();
  await client.close();
  return { server, text: readFileSync(cacheFile, "utf8") };
}

describe("a start without a server", () => {
  test("answers from the copy at once, and says so", async () => {
    const { server } = await written();
    server.refuse(503);
    const client = startClient({ url: server.url, cacheFile });
    expect(client.isEnabled("a")).toBe(true);
    expect(client.getDetails("b", {}, true)).toMatchObject({ value: false, ruleId: "r", version: 4, stale: true });
    expect(await client.waitForReady({ timeoutMs: 20 })).toMatchObject({ status: "cached", version: 4 });
  });

  test("that refuses the key still answers", async () => {
    const { server } = await written();
    server.refuse(401);
    const client = startClient({ url: server.url, cacheFile });
    expect(await client.waitForReady({ timeoutMs: 5_000 })).toMatchObject({ status: "cached" });
    expect(client.isEnabled("a")).toBe(true);
  });

  test("goes on from the copy when the server is there again", async () => {
    const { server } = await written();
    const client = startClient({ url: server.url, cacheFile });
    const stream = await server.stream();
    expect(await stream.next("hello")).toMatchObject({ have: { epoch: "e1", version: 4, stamp: "s4" } });
    stream.say(changes(4, 5, [flag("a", { enabled: false })]));
    expect(await client.waitForReady()).toEqual({ status: "ready", version: 5 });
    expect(client.isEnabled("a")).toBe(false);
    await client.flush();
    expect(readFileSync(cacheFile, "utf8")).toContain('"version":5');
  });
});

describe("a file that is not right", () => {
  test("is left out wherever it was cut, or one byte is another, in one line", async () => {
    const { server, text } = await written();
    const url = server.url;
    server.refuse(503);
    for (let at = 0; at < text.length; at += 1 + Math.floor(Math.random() * 40)) {
      const other = text[at] === "x" ? "y" : "x";
      for (const damaged of [text.slice(0, at), text.slice(0, at) + other + text.slice(at + 1)]) {
        writeFileSync(cacheFile, damaged);
        const client = startClient({ url, cacheFile });
        expect(client.status.version, damaged).toBeUndefined();
        expect(client.log.filter((line) => line.includes("cache file"))).toHaveLength(1);
        await client.close();
      }
    }
  });

  test("of another server or key is never taken", async () => {
    const { text } = await written();
    const url = await startBlackHole();
    writeFileSync(cacheFile, text);
    const client = startClient({ url, cacheFile });
    expect(client.status.version).toBeUndefined();
    expect(client.log).toEqual([expect.stringContaining("it belongs to another server or SDK key")]);
  });

  test("is none of anybody's business who can't write it", async () => {
    const server = await startStreamServer();
    const client = startClient({ url: server.url, cacheFile: join(cacheFile, "no", "such", "folder") });
    (await server.stream()).say(snapshot(1, flag("a")));
    await client.waitForReady();
    await client.flush();
    expect(client.isEnabled("a")).toBe(true);
    expect(client.log).toEqual([expect.stringMatching(/warn: .*can't be written: ENOENT/)]);
  });
});

test("what a killed process left half written is cleared away", async () => {
  const { server } = await written();
  writeFileSync(`${cacheFile}.999999999.tmp`, "half");
  writeFileSync(`${cacheFile}.${process.ppid}.tmp`, "somebody is still writing");
  const client = startClient({ url: server.url, cacheFile });
  (await server.stream()).say(snapshot(9, flag("a")));
  await vi.waitFor(() => expect(client.status.version).toBe(9));
  await client.flush();
  expect(readdirSync(join(cacheFile, "..")).sort()).toEqual(["flags.json", `flags.json.${process.ppid}.tmp`]);
});
