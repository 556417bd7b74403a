import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { newConfiguration, newFlag } from "@switchyard/server/src/storage/conformance/actions.case.ts";
import { openStorage } from "@switchyard/server/src/storage/open.ts";
import type { Environment, Flag, Project, Storage } from "@switchyard/server/src/storage/port.ts";
import { startPostgres } from "@switchyard/server/src/storage/postgres/server.case.ts";
import BetterSqlite3 from "better-sqlite3";
import pg from "pg";
import { startServer, temporaryFolder } from "../../tests/src/support/server.ts";
import { table } from "./sdk/table.ts";

// What a large database costs: 1,000 flags in 10 environments and 1,000,000 rows of the change log, against a small one with
// 10 flags in the same 10 environments and 1,000 rows.
//
// Method: both databases in one process on the same disk; each operation in turn on the one and the other, 31 times, and
// the ratio of the medians. Then a built server as an operator starts it (`npm run build` first), on the one and the other in turn: until it
// says that it is ready, and its answers over HTTP to whoever is signed in. The log is filled by SQL, so its hashes mean nothing; its rows have a real one's size.

const FLAGS = 1_000;
const ENVIRONMENTS = 10;
const ROWS = 1_000_000;
const TIMES = 31;
const AUTHOR = { actor: { kind: "system", id: "bench", name: "Bench" } } as const;

interface Place {
  storage: Storage;
  project: Project;
  environment: Environment;
  flag: Flag;
}

/** Both databases, or one: `npm run bench -- large:sqlite`. */
export async function run(wanted?: string): Promise<void> {
  if (wanted !== "postgres") await sqlite();
  if (wanted !== "sqlite") await postgres();
}

async function sqlite(): Promise<void> {
  const folder = mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), "switchyard-bench-large-"));
  try {
    await compare(
      "SQLite",
      (name) => `file:${join(folder, `${name}.db`)}`,
      async (url, statements) => {
        const database = new BetterSqlite3(url.slice("file:".length));
        for (const statement of statements) database.exec(statement);
        // A write-ahead log as long as this is only here.
        database.pragma("wal_checkpoint(truncate)");
        database.close();
      },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function postgres(): Promise<void> {
  const postgres = await startPostgres([]);
  try {
    for (const name of ["small", "large"]) await postgres.createDatabase(name);
    await compare("PostgreSQL", postgres.url, async (url, statements) => {
      const client = new pg.Client(url);
      await client.connect();
      for (const statement of statements) await client.query(statement);
      await client.query("vacuum analyze");
      await client.end();
    });
  } finally {
    await postgres.remove();
  }
}

type Execute = (url: string, statements: string[]) => Promise<void>;

async function compare(database: string, urlOf: (name: string) => string, execute: Execute): Promise<void> {
  const places: Record<"small" | "large", Place> = {
    small: await fill(urlOf("small"), 10, 1_000, execute),
    large: await fill(urlOf("large"), FLAGS, ROWS, execute),
  };
  const operations: Record<string, (place: Place) => Promise<unknown>> = {
    "newest page of the history": ({ storage, project }) => storage.changes({ projectId: project.id, limit: 50 }),
    "history of one flag": ({ storage, project }) =>
      storage.changes({ projectId: project.id, flag: "flag-0", limit: 50 }),
    "history, a page deep inside": ({ storage, project }) =>
      storage.changes({ projectId: project.id, before: 60, limit: 50 }),
    "history of one environment": ({ storage, project, environment }) =>
      storage.changes({ projectId: project.id, environmentId: environment.id, limit: 50 }),
    "one flag in all environments": ({ storage, flag }) => storage.configurations(flag.id),
    "what an SDK 10 versions behind needs": async ({ storage, environment }) => {
      const { version = 0 } = (await storage.allEnvironments()).find(({ id }) => id === environment.id) ?? {};
      return storage.delta(environment.id, version - 10);
    },
    "all versions": ({ storage }) => storage.allEnvironments(),
    save: (place) => save(place),
  };
  const rows: string[][] = [];
  for (const [name, operation] of Object.entries(operations)) {
    const times = { small: [] as number[], large: [] as number[] };
    for (let n = 0; n <= TIMES; n += 1) {
      for (const size of ["small", "large"] as const) {
        const ms = await timed(() => operation(places[size]));
        if (n > 0) times[size].push(ms);
      }
    }
    rows.push(row(name, times.small, times.large));
  }
  const starts = { small: [] as number[], large: [] as number[] };
  for (const size of ["small", "large"] as const) await places[size].storage.close();
  for (let n = 0; n < 5; n += 1) {
    for (const size of ["small", "large"] as const) starts[size].push(await timed(() => openAndClose(urlOf(size))));
  }
  rows.push(row("open, and close again", starts.small, starts.large));
  rows.push(...(await overHttp(urlOf)));
  console.log(table([`${database}: ${FLAGS} flags, ${ROWS} rows`, "small, ms", "large, ms", "ratio"], rows));
}

const PROJECT = "/api/v1/projects/default";
/** Of a real process. */
const STARTS = 7;

/** What whoever starts a server and whoever looks at the admin UI waits for. */
async function overHttp(urlOf: (name: string) => string): Promise<string[][]> {
  const folder = temporaryFolder();
  const start = (size: string) => startServer({ folder: folder.path, env: { SWITCHYARD_DATABASE: urlOf(size) } });
  const sizes = ["small", "large"] as const;
  const times = () => ({ small: [] as number[], large: [] as number[] });
  try {
    const starts = times();
    for (let n = 0; n <= STARTS; n += 1) {
      for (const size of sizes) {
        const began = performance.now();
        const server = await start(size);
        if (n > 0) starts[size].push(performance.now() - began);
        await server.stop();
      }
    }
    const rows = [row("a server's start until it is ready", starts.small, starts.large)];
    const servers = { small: await start("small"), large: await start("large") };
    const asked: Record<string, (size: "small" | "large", n: number) => Promise<unknown>> = {
      "GET a page of 10 flags": (size) => servers[size].api.ok("GET", `${PROJECT}/flags?limit=10`),
      "GET a page of 50 flags (small: all 10)": (size) => servers[size].api.ok("GET", `${PROJECT}/flags?limit=50`),
      "GET a flag's history": (size) => servers[size].api.ok("GET", `${PROJECT}/changes?flag=flag-0&limit=50`),
      "PUT a flag's configuration": (size, n) => servers[size].api.ramp("default", "staging", "flag-0", n + 1),
    };
    for (const [name, ask] of Object.entries(asked)) {
      const taken = times();
      for (let n = 0; n <= TIMES; n += 1) {
        for (const size of sizes) {
          const ms = await timed(() => ask(size, n));
          if (n > 0) taken[size].push(ms);
        }
      }
      rows.push(row(name, taken.small, taken.large));
    }
    for (const size of sizes) await servers[size].stop();
    return rows;
  } finally {
    folder.remove();
  }
}

async function openAndClose(url: string): Promise<void> {
  await (await openStorage(url)).close();
}

async function fill(url: string, flags: number, rows: number, execute: Execute): Promise<Place> {
  const storage = await openStorage(url);
  const project = await storage.project("default");
  if (!project) throw new Error("the database has no default project");
  await storage.change(AUTHOR, async (tx) => {
    const known = await tx.environments(project.id);
    for (let n = known.length; n < ENVIRONMENTS; n += 1) {
      const more = { id: `e-${n}`, key: `e-${n}`, name: `E ${n}` };
      await tx.insertEnvironment({ ...more, projectId: project.id, protected: false, version: 0 });
    }
    return { result: undefined, change: { ...described(project), affects: [] } };
  });
  const environments = await storage.environments(project.id);
  for (let from = 0; from < flags; from += 100) {
    await storage.change(AUTHOR, async (tx) => {
      const keys: string[] = [];
      for (let n = from; n < Math.min(flags, from + 100); n += 1) {
        const flag = newFlag(project, `flag-${n}`);
        keys.push(flag.key);
        await tx.insertFlag(flag);
        for (const environment of environments) await tx.putConfiguration(newConfiguration(flag, environment));
      }
      const affects = environments.map(({ id }) => ({ environmentId: id, flags: keys }));
      return { result: undefined, change: { ...described(project), affects } };
    });
  }
  const environment = environments[2];
  const flag = await storage.flag(project.id, "flag-0");
  if (!environment || !flag) throw new Error("the database could not be filled");
  const [last] = await storage.changes({ projectId: project.id, limit: 1 });
  const { version } = (await storage.allEnvironments()).find(({ id }) => id === environment.id) ?? environment;
  await execute(url, lengthen(project, environment, { id: last?.id ?? 0, version, rows, flags }));
  return { storage, project, environment, flag };
}

/** Rows of the log of the size that real ones have, each with a version of one environment. */
function lengthen(
  project: Project,
  environment: Environment,
  { id, version, rows, flags }: { id: number; version: number; rows: number; flags: number },
): string[] {
  const numbers = `with recursive n (i) as (select 1 union all select i + 1 from n where i < ${rows})`;
  const side = JSON.stringify({ enabled: true, fallthrough: { variant: "on" }, rules: ["x".repeat(120)] });
  return [
    `${numbers} insert into changes (id, at, action, actor_kind, actor_id, actor_name, project_id, environment_id, flag, before, after, versions, previous_hash, hash)
       select ${id} + i, i, 'flag.configured', 'user', 'u', 'Ada', '${project.id}', '${environment.id}', 'flag-' || (i % ${flags}), '${side}', '${side}', '{}', '', '' from n`,
    `${numbers} insert into environment_versions (environment_id, version, change_id, flags, segments)
       select '${environment.id}', ${version} + i, ${id} + i, '["flag-' || (i % ${flags}) || '"]', '[]' from n`,
    `update environments set version = version + ${rows} where id = '${environment.id}'`,
  ];
}

const described = (project: Project) => ({
  action: "flag.updated" as const,
  projectId: project.id,
  before: null,
  after: null,
});

async function save({ storage, project, environment, flag }: Place): Promise<void> {
  await storage.change(AUTHOR, async (tx) => {
    const current = await tx.configuration(flag.id, environment.id);
    if (!current) throw new Error("the configuration is gone");
    await tx.putConfiguration({ ...current, enabled: !current.enabled });
    const affects = [{ environmentId: environment.id, flags: [flag.key] }];
    return { result: undefined, change: { ...described(project), flag: flag.key, affects } };
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

function row(name: string, small: number[], large: number[]): string[] {
  const [a, b] = [median(small), median(large)];
  return [name, a.toFixed(2), b.toFixed(2), `${(b / a).toFixed(2)} ×`];
}
