import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { SYSTEM } from "../auth/identity.ts";
import { sha256 } from "../auth/tokens.ts";
import { createFlag } from "../flags/create-flag.ts";
import { openStorage } from "../storage/open.ts";
import type { Storage } from "../storage/port.ts";
import { prepareDemo } from "./prepare-demo.ts";

let folder: string;
let url: string;
let storage: Storage;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "switchyard-demo-"));
  url = `file:${join(folder, "switchyard.db")}`;
  storage = await openStorage(url);
});
afterEach(async () => {
  await storage.close();
  rmSync(folder, { recursive: true });
});

const file = () => join(folder, "demo-keys.json");
const written = () => JSON.parse(readFileSync(file(), "utf8")) as Record<string, string>;
const keysInForce = async () => {
  const project = await storage.project("demo");
  const environment = await storage.environment(project?.id ?? "", "production");
  return (await storage.keys(environment?.id ?? "")).filter(({ revokedAt }) => revokedAt === undefined);
};

it("loads a shop with flags of several kinds, all of them sound, and leaves new-checkout to the visitor", async () => {
  await prepareDemo(storage, url);
  const project = await storage.project("demo");
  expect(project?.name).toBe("Demo shop");
  const id = project?.id ?? "";
  expect((await storage.environments(id)).map(({ key }) => key)).toEqual(["development", "staging", "production"]);
  const flags = await storage.flags(id);
  expect(flags.map(({ key }) => key).sort()).toEqual([
    "banner-text",
    "free-shipping",
    "recommendations",
    "search-page-size",
  ]);
  expect(new Set(flags.map(({ type }) => type))).toEqual(new Set(["boolean", "string", "number"]));
  for (const environment of await storage.environments(id)) {
    const { flags, quarantined } = await storage.ruleset(environment.id);
    expect({ count: flags.length, quarantined }).toEqual({ count: 4, quarantined: [] });
  }
});

it("writes two keys that work, for this account only, and keeps them at the next start", async () => {
  await prepareDemo(storage, url);
  expect(written()).toEqual({
    serverKey: expect.stringMatching(/^sw_server_/),
    clientKey: expect.stringMatching(/^sw_client_/),
    project: "demo",
    environment: "production",
  });
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  const server = await storage.accounts.keyByHash(sha256(written().serverKey ?? ""));
  const client = await storage.accounts.keyByHash(sha256(written().clientKey ?? ""));
  expect([server?.name, client?.name]).toEqual(["shop server", "shop page"]);
  expect(client?.origins).toContain("http://localhost:*");
  const before = written();
  await prepareDemo(storage, url);
  expect(written()).toEqual(before);
  expect((await keysInForce()).length).toBe(2);
});

it.each([
  ["is gone", () => rmSync(file())],
  ["is damaged", () => writeFileSync(file(), "{")],
  [
    "holds keys of another database",
    () => writeFileSync(file(), JSON.stringify({ serverKey: "sw_server_x", clientKey: "sw_client_x" })),
  ],
])("makes new keys, and ends the old ones, when the file %s", async (_, damage) => {
  await prepareDemo(storage, url);
  const before = written();
  damage();
  await prepareDemo(storage, url);
  expect(written().serverKey).not.toBe(before.serverKey);
  expect(await storage.accounts.keyByHash(sha256(before.serverKey ?? ""))).toBeUndefined();
  expect(await storage.accounts.keyByHash(sha256(written().serverKey ?? ""))).toBeDefined();
  expect((await keysInForce()).length).toBe(2);
});

it("leaves a database alone that has flags", async () => {
  await createFlag(storage, { actor: SYSTEM }, { project: "default" }, { key: "mine", type: "boolean" });
  await prepareDemo(storage, url);
  expect(await storage.project("demo")).toBeUndefined();
  expect(() => statSync(file())).toThrow("ENOENT");
});
