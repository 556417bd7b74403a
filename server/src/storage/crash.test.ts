import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { join, sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "tsup";
import { describe, expect, onTestFinished, test } from "vitest";
import { endLater, folderUntilEnd } from "../test-leftovers.ts";
import { must, verifyLog, wholeLog } from "./conformance/actions.case.ts";
import { migrationsFolder } from "./migrations-folder.ts";
import { openStorage } from "./open.ts";
import { startPostgres } from "./postgres/server.case.ts";

/** SWITCHYARD_KILLS=100 SWITCHYARD_WRITES=10000 for more. */
const KILLS = Number(process.env.SWITCHYARD_KILLS || 20);
/** That are acknowledged at least, by all writers together. */
const WRITES = Number(process.env.SWITCHYARD_WRITES || KILLS);
/** Every fourth writer is killed in its start. */
const WRITES_EACH = Math.ceil(WRITES / (KILLS - Math.floor(KILLS / 4)));
const WRITER = fileURLToPath(new URL("./crash-writer.case.ts", import.meta.url));

/** One file that starts quickly, with the migrations beside it, as the server is built. */
async function bundleWriter(folder: string): Promise<string> {
  await build({
    entry: { writer: WRITER },
    outDir: folder,
    format: "esm",
    target: "node20",
    config: false,
    silent: true,
    outExtension: () => ({ js: ".mjs" }),
    external: ["better-sqlite3", "pg"],
    noExternal: [/^(?!(better-sqlite3|pg)$)/],
  });
  for (const dialect of ["sqlite", "postgres"] as const) {
    cpSync(migrationsFolder(dialect), join(folder, "migrations", dialect), { recursive: true });
  }
  const driver = createRequire(import.meta.url).resolve("better-sqlite3");
  const modules = `${sep}node_modules${sep}`;
  symlinkSync(driver.slice(0, driver.lastIndexOf(modules) + modules.length), join(folder, "node_modules"));
  return join(folder, "writer.mjs");
}

/** Kills something other than the writer. @returns whether it did */
type Kill = (round: number) => Promise<boolean>;

interface Acknowledged {
  number: number;
  version: number;
}

const isRunning = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null;

/** Runs a writer and kills it: every fourth time somewhere in its start, else somewhere in its writes. */
async function writeUntilKilled(bundle: string, url: string, round: number, kill: Kill): Promise<Acknowledged[]> {
  const writer = spawn(process.execPath, [bundle, url], { stdio: ["ignore", "pipe", "pipe"] });
  endLater(writer);
  const exit = once(writer, "exit");
  let said = "";
  let complaints = "";
  writer.stdout.on("data", (chunk) => {
    said += chunk;
  });
  writer.stderr.on("data", (chunk) => {
    complaints += chunk;
  });
  while (round % 4 !== 0 && said.split("\n").length <= WRITES_EACH && isRunning(writer)) {
    await Promise.race([once(writer.stdout, "data"), exit]);
  }
  await sleep(Math.random() * (round % 4 === 0 ? 400 : 80));
  const isKilled = await kill(round);
  if (isKilled) {
    // It ends of the error when its database is gone.
    await exit;
  } else {
    writer.kill("SIGKILL");
    const [, signal] = await exit;
    if (signal !== "SIGKILL") throw new Error(`The writer ended by itself: ${complaints}`);
  }
  const lines = said.split("\n").slice(0, -1);
  return lines.map((line) => {
    const [number, version] = line.split(" ").map(Number);
    return { number: must(number), version: must(version) };
  });
}

async function holds(prepare: (folder: string) => Promise<{ url: string; kill: Kill }>): Promise<void> {
  const { path: folder, remove } = folderUntilEnd("switchyard-crash-");
  onTestFinished(remove);
  const { url, kill } = await prepare(folder);
  const bundle = await bundleWriter(folder);
  const acknowledged: Acknowledged[] = [];
  let versionBefore = 0;

  for (let round = 1; round <= KILLS; round++) {
    acknowledged.push(...(await writeUntilKilled(bundle, url, round, kill)));
    const storage = await openStorage(url);
    const project = must(await storage.project("default"));
    const production = must(await storage.environment(project.id, "production"));
    const log = await wholeLog(storage);
    const written = new Map(log.map(({ after, versions }) => [after, versions[production.id]]));

    expect(await verifyLog(storage)).toMatchObject({ intact: true, count: log.length });
    for (const { number, version } of acknowledged) expect(written.get(number)).toBe(version);
    const versions = log.flatMap(({ versions }) => versions[production.id] ?? []);
    expect(versions).toEqual(Array.from({ length: production.version }, (_, n) => n + 1));
    expect(production.version).toBeGreaterThanOrEqual(Math.max(versionBefore, acknowledged.at(-1)?.version ?? 0));
    const configuration = await storage.configuration("id-counted", production.id);
    expect(configuration?.version ?? 0).toBe(production.version);
    if (production.version > 0) {
      const ruleset = await storage.ruleset(production.id);
      expect(ruleset).toMatchObject({ version: production.version, quarantined: [], flags: [{ key: "counted" }] });
    }
    versionBefore = production.version;
    await storage.close();
  }
  console.log(`${KILLS} kills during ${acknowledged.length} acknowledged changes, ${versionBefore} in the log`);
  expect(acknowledged.length).toBeGreaterThanOrEqual(WRITES);
}

describe(`a writer killed ${KILLS} times: no acknowledged change is lost, no version goes back, the chain holds`, {
  timeout: KILLS * 5_000 + WRITES * 100,
}, () => {
  test("on SQLite", () =>
    holds(async (folder) => ({ url: `file:${join(folder, "switchyard.db")}`, kill: async () => false })));

  test("on PostgreSQL, every other time the database instead", () =>
    holds(async () => {
      const server = await startPostgres();
      onTestFinished(() => server.remove());
      await server.createDatabase("crash");
      const kill: Kill = async (round) => {
        if (round % 2 === 0) return false;
        await server.crash();
        return true;
      };
      return { url: server.url("crash"), kill };
    }));
});
