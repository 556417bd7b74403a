import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Configuration, Quarantined } from "../../api.ts";
import { at, FLAGS, flagsOf, share } from "../../test-flags.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

// Hundreds of damaged rows in one database: the server starts, serves the rest, and names every one of them.

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const EVALUATE = "/api/v1/projects/default/environments/production/evaluate";
const SOUND = 10;
const DAMAGED = 240;
/** To ask for what is damaged is slow among so much damage: not for each. */
const ASKED = 12;
/** The same kinds of damage in every run. */
const SEED = 42;

let folder: string;
let server: TestServer;
let before: unknown[];
let after: unknown[];
let damage: { flag: string; table: "flags" | "configurations"; column: string; text: unknown }[];

const { create, put } = flagsOf(() => server);
const soundKeys = Array.from({ length: SOUND }, (_, i) => `sound-${i}`);

async function answersOfSound(): Promise<unknown[]> {
  const contexts = ["ann", "bob", "cleo"].map((targetingKey) => ({ targetingKey, plan: "pro" }));
  const asked = soundKeys.flatMap((flag) => contexts.map((context) => ({ flag, context })));
  return Promise.all(asked.map(async (body) => (await server.send("POST", EVALUATE, body)).body));
}

const configuration = {
  ...share(50),
  targets: [{ variant: "on", keys: ["ann"] }],
  rules: [
    { id: "r", conditions: [{ attribute: "plan", operator: "equals", values: ["pro"] }], serve: { variant: "on" } },
  ],
};

const cell = fc.constantFrom(
  ["flags", "variants"] as const,
  ["flags", "tags"] as const,
  ["flags", "lifetime"] as const,
  ["flags", "type"] as const,
  ["flags", "salt"] as const,
  ["configurations", "prerequisites"] as const,
  ["configurations", "targets"] as const,
  ["configurations", "rules"] as const,
  ["configurations", "fallthrough"] as const,
  ["configurations", "killed"] as const,
  ["configurations", "off_variant"] as const,
  ["configurations", "enabled"] as const,
);

/** How to spoil what is in the cell. */
const spoil: fc.Arbitrary<(text: string) => unknown> = fc.oneof(
  fc.double({ min: 0, max: 0.99, noNaN: true }).map((part) => (text: string) => text.slice(0, text.length * part)),
  fc.json().map((text) => () => text),
  fc.string().map((text) => () => text),
  fc.constantFrom("", "null", "[]", "{}", "[null]", "[{}]", "0", "[1]", '"on"', "{").map((text) => () => text),
  fc.constant((text: string) => text.replaceAll('"on"', '"no"')),
  fc.constant((text: string) => text.replaceAll("equals", "resembles")),
  fc.constant((text: string) => text.replaceAll("[", "{")),
  fc.constant(() => "[".repeat(50_000)),
  fc.constant(() => `{"variant":${"[".repeat(2_000)}${"]".repeat(2_000)}}`),
  fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => () => Buffer.from(bytes)),
);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "switchyard-corruption-"));
  server = await startTestServer({ folder });
  await server.send("PUT", "/api/v1/projects/default/segments/beta", { includedKeys: ["bob"] });
  for (const key of soundKeys) {
    await create(key);
    await put(key, configuration, "*");
  }
  const kinds = fc.sample(fc.tuple(cell, spoil), { numRuns: DAMAGED, seed: SEED });
  for (const index of kinds.keys()) {
    await create(`damaged-${index}`);
    await put(`damaged-${index}`, configuration, "*");
  }
  before = await answersOfSound();
  await server.close();

  const database = new Database(join(folder, "switchyard.db"));
  damage = kinds.map(([[table, column], spoil], index) => {
    const flag = `damaged-${index}`;
    const row =
      table === "flags"
        ? "key = ?"
        : `flag_id = (SELECT id FROM flags WHERE key = ?) AND environment_id =
           (SELECT id FROM environments WHERE key = 'production')`;
    const text = spoil(
      String(database.prepare(`SELECT ${column} FROM ${table} WHERE ${row}`).pluck().get(flag) ?? '{"by":"x","at":1}'),
    );
    database.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${row}`).run(text, flag);
    return { flag, table, column, text };
  });
  database.close();

  server = await startTestServer({ folder });
  after = await answersOfSound();
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function readList() {
  const list = await server.send<{ flags: { key: string }[] }>("GET", `${FLAGS}?limit=500`);
  const damaged = await server.send<{ quarantined: Quarantined[] }>(
    "GET",
    "/api/v1/projects/default/quarantine?limit=500",
  );
  return { ...list.body, ...damaged.body };
}

describe("a server on a database with damaged rows", () => {
  it("starts, is ready, and answers for all other flags as before", async () => {
    expect((await server.send("GET", "/health/ready")).body).toEqual({ status: "ready" });
    expect(after).toEqual(before);
  });

  it("names every damaged flag in the list and in its log, and answers for each of the others", async () => {
    const { flags, quarantined } = await readList();
    const problems = new Map(quarantined.map((one) => [one.key, one]));
    const listed = new Set(flags.map(({ key }) => key));
    const start = server.logged.join("");
    expect(problems.size).toBeGreaterThan(150);
    for (const { flag, ...kind } of damage) {
      const problem = problems.get(flag);
      if (problem !== undefined) {
        const where = { flag, ...kind, problem };
        expect({ where, found: start.includes(`The flag ${flag} is damaged`) }).toEqual({ where, found: true });
        expect(problem.problem.length).toBeGreaterThan(5);
        continue;
      }
      // Spoilt into something that can be read all the same.
      const { status, body } = await server.send("POST", EVALUATE, { flag, context: { targetingKey: "u" } });
      const where = { flag, ...kind };
      expect({ where, status, body, listed: listed.has(flag) }).toMatchObject({ status: 200, listed: true });
      expect(body).not.toHaveProperty("errorCode");
    }
    expect(quarantined.filter(({ key }) => !key.startsWith("damaged-"))).toEqual([]);
  });

  it("says so on the page of each, and never fails", async () => {
    const { quarantined } = await readList();
    for (const { key } of quarantined.slice(0, ASKED)) {
      const page = await server.send("GET", `${FLAGS}/${key}`);
      const own = await server.send("GET", at(key));
      for (const { status, body } of [page, own]) {
        expect([200, 409]).toContain(status);
        if (status === 409) {
          expect(body.error.code).toBe("DAMAGED");
          expect(body.error.message).toContain(JSON.stringify(key));
        }
      }
    }
  });

  it("takes a whole configuration as a repair, whatever version was seen", async () => {
    const { quarantined } = await readList();
    const rows = new Map(damage.map((one) => [one.flag, one]));
    const repairable = quarantined.filter(({ key }) => rows.get(key)?.table === "configurations");
    expect(repairable.length).toBeGreaterThan(70);
    for (const [index, { key }] of repairable.entries()) {
      if (index < ASKED) {
        const tried = await server.send("POST", EVALUATE, { flag: key, context: {}, config: share(100) });
        expect({ key, tried: tried.body }).toMatchObject({ key, tried: { value: true } });
      }
      // A row that can be read has a version, and nobody may overlook a change of it.
      const { version } = (await server.send<Partial<Configuration>>("GET", at(key))).body;
      const { status, body } = await put(key, share(100), version ?? 12345);
      expect({ key, status, body }).toMatchObject({ key, status: 200, body: share(100) });
    }
    const { body } = await server.send<{ evaluations: { flag: string; value?: unknown }[] }>("POST", EVALUATE, {
      context: {},
    });
    const values = new Map(body.evaluations.map(({ flag, value }) => [flag, value]));
    expect(repairable.filter(({ key }) => values.get(key) !== true)).toEqual([]);
    const left = (await readList()).quarantined.map(({ key }) => rows.get(key)?.table);
    expect(new Set(left)).toEqual(new Set(["flags"]));
  });

  it("does not let a damaged flag be made again over itself", async () => {
    const { flags, quarantined } = await readList();
    const unreadable = quarantined.filter(({ key }) => !flags.some((flag) => flag.key === key));
    expect(unreadable.length).toBeGreaterThan(20);
    for (const { key } of unreadable.slice(0, 5)) {
      const { status, body } = await server.send("POST", FLAGS, { key });
      expect({ status, code: body.error.code }).toEqual({ status: 409, code: "DAMAGED" });
    }
  });
});
