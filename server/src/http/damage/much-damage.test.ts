import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Quarantined } from "../../api.ts";
import { TestSdk } from "../../live/test-sdk.case.ts";
import { NAMED } from "../../storage/damage.ts";
import { flagsOf, share } from "../../test-flags.ts";
import { createKey } from "../../test-sdk-data.case.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

// Ten thousand damaged rows, written straight into the database: all are named to who asks, the log is no longer for it, and
// nobody who connects waits for the reading of them.

vi.setConfig({ hookTimeout: 60_000, testTimeout: 60_000 });

const DAMAGED = 10_000;
const ENVIRONMENTS = ["development", "staging", "production"];
const QUARANTINE = "/api/v1/projects/default/quarantine";

let folder: string;
let server: TestServer;
let serverKey: string;
const { create, put } = flagsOf(() => server);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "switchyard-much-damage-"));
  server = await startTestServer({ folder });
  serverKey = await createKey(server, { kind: "server" });
  for (const key of ["sound-1", "sound-2"]) {
    await create(key);
    await put(key, share(100), "*");
  }
  await server.close();
  const whole = await timed(async () => {
    server = await startTestServer({ folder });
  });
  await server.close();
  damage(join(folder, "switchyard.db"));
  const damaged = await timed(async () => {
    server = await startTestServer({ folder });
  });
  console.log(`start with ${DAMAGED} damaged rows, all of them named: ${damaged}; without: ${whole}`);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Page {
  quarantined: Quarantined[];
  total: number;
  next: number | null;
}

const quarantine = async (query: string) => (await server.send<Page>("GET", `${QUARANTINE}?${query}`)).body;

async function timed(start: () => Promise<void>): Promise<string> {
  const began = performance.now();
  const before = process.cpuUsage();
  await start();
  const { user, system } = process.cpuUsage(before);
  return `${Math.round(performance.now() - began)} ms (${Math.round((user + system) / 1_000)} ms of CPU)`;
}

/** Copies of a sound flag: of five one can't be evaluated, and of each of the others another cell can't be read. */
function damage(path: string) {
  const database = new Database(path);
  database.exec(`
    CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${DAMAGED}) SELECT i FROM n;
    INSERT INTO flags (id, project_id, key, name, description, type, variants, tags, owner, lifetime, client_side, salt,
        archived, created_at)
      SELECT 'bad-' || i, project_id, 'bad-' || i, name, description, iif(i % 5 = 1, 'colour', type),
        iif(i % 5 = 2, 'oops', variants), iif(i % 5 = 3, 'null', tags), owner, lifetime, client_side, salt, archived, created_at
      FROM n JOIN flags ON key = 'sound-1';
    INSERT INTO configurations (flag_id, environment_id, enabled, off_variant, prerequisites, targets, rules, fallthrough,
        version, updated_at)
      SELECT 'bad-' || i, c.environment_id, enabled, off_variant, prerequisites, targets, iif(i % 5 = 4, '[{"id":"r"}]', rules),
        iif(i % 5 = 0, '{"variant":"nowhere"}', fallthrough), version, updated_at
      FROM n JOIN configurations c ON c.flag_id = (SELECT id FROM flags WHERE key = 'sound-1');`);
  database.close();
}

describe("a server on a database with thousands of damaged rows", () => {
  it("is ready, and gives an SDK the flags that can be read", async () => {
    expect((await server.send("GET", "/health/ready")).body).toEqual({ status: "ready" });
    const sdk = new TestSdk(Number(new URL(server.url).port), { key: serverKey });
    const message = await sdk.next();
    await sdk.close();
    const flags = message.type === "snapshot" ? message.flags : [];
    // What can be read and not evaluated is for the SDK to name, which has a default for it.
    expect(flags.filter(({ key }) => !key.startsWith("bad-")).map(({ key }) => key)).toEqual(["sound-1", "sound-2"]);
    expect(flags).toHaveLength(2 + DAMAGED / 5);
    expect(sdk.faults).toEqual([]);
  });

  it("names every one to who asks, page by page, with the environments", async () => {
    const first = await quarantine("limit=2");
    expect(first.quarantined.map(({ key, environments }) => [key, environments])).toEqual([
      ["bad-0", ENVIRONMENTS],
      ["bad-1", ENVIRONMENTS],
    ]);
    expect([first.total, first.next]).toEqual([DAMAGED, 2]);

    const last = DAMAGED / 500;
    const read = [];
    for (const page of [1, 2, last, last + 1])
      read.push(await quarantine(`environment=staging&limit=500&page=${page}`));
    expect(read.map(({ quarantined, total, next }) => [quarantined.length, total, next])).toEqual([
      [500, DAMAGED, 2],
      [500, DAMAGED, 3],
      [500, DAMAGED, null],
      [0, DAMAGED, null],
    ]);
    const all = read.flatMap(({ quarantined }) => quarantined);
    expect(new Set(all.map(({ key }) => key)).size).toBe(1500);
    expect(new Set(all.flatMap(({ environments }) => environments))).toEqual(new Set(["staging"]));
  });

  it("names a hundred at once where nobody says how many, and refuses more than 500", async () => {
    expect((await quarantine("")).quarantined).toHaveLength(100);
    const { status, body } = await server.send("GET", `${QUARANTINE}?limit=501`);
    expect({ status, code: body.error.code }).toEqual({ status: 400, code: "INVALID_REQUEST" });
    expect((await server.send("GET", `${QUARANTINE}?environment=nowhere`)).status).toBe(404);
  });

  it("names some in its log, once, and says how many there are", async () => {
    const lines = server.logged.filter((line) => line.includes("damaged") || line.includes("Damaged"));
    expect(new Set(lines).size).toBe(lines.length);
    // Two kinds: what can't be read, and what can't be evaluated.
    expect(lines.length).toBe(2 * (NAMED + 1) + 1);
    expect(lines.at(-1)).toContain(
      `counted in each environment: ${DAMAGED * ENVIRONMENTS.length}, in ${ENVIRONMENTS.length}`,
    );
  });

  it("reads them in slices, so that others have their turn", async () => {
    const [project] = await server.storage.projects();
    const [environment] = await server.storage.environments(project?.id ?? "");
    let turns = 0;
    let isReading = true;
    const turn = () => {
      turns++;
      if (isReading) setImmediate(turn);
    };
    setImmediate(turn);
    await server.storage.ruleset(environment?.id ?? "");
    isReading = false;
    expect(turns).toBeGreaterThan(1);
  });
});
