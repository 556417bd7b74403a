import pg from "pg";
import { afterAll, beforeAll } from "vitest";
import type { Subject } from "../conformance/given.case.ts";
import { openStorage } from "../open.ts";
import type { Storage } from "../port.ts";
import { migrate } from "./migrate.ts";
import { startPostgres, type TestPostgres } from "./server.case.ts";

export interface PostgresSubjects {
  open(): Promise<Subject>;
  /** With tables and nothing in them. @returns its URL */
  createDatabase(): Promise<string>;
}

/** One server for a test file, and a database for each test. */
export function postgresSubjects(): PostgresSubjects {
  let server: TestPostgres;
  let admin: pg.Client;
  let databases = 0;
  beforeAll(async () => {
    server = await startPostgres();
    await prepareTemplate(server);
    admin = new pg.Client(server.url("postgres"));
    await admin.connect();
  }, 60_000);
  afterAll(async () => {
    await admin?.end();
    await server?.remove();
  }, 60_000);

  async function createDatabase(): Promise<string> {
    const name = `test_${++databases}`;
    await admin.query(`create database ${name} template ${TEMPLATE} strategy file_copy`);
    return server.url(name);
  }

  async function open(): Promise<Subject> {
    const url = await createDatabase();
    const damage: string[] = [];
    const listenerErrors: unknown[] = [];
    const connect = () =>
      openStorage(url, {
        onDamage: (message) => damage.push(message),
        onListenerError: (error) => listenerErrors.push(error),
      });
    let storage = await connect();
    const others: Storage[] = [];
    return {
      storage,
      damage,
      listenerErrors,
      async reopen() {
        await storage.close();
        storage = await connect();
        return storage;
      },
      async another() {
        const node = await connect();
        others.push(node);
        return node;
      },
      async execute(sql) {
        const client = new pg.Client(url);
        await client.connect();
        await client.query(sql).finally(() => client.end());
      },
      async dispose() {
        await Promise.all([storage, ...others].map((one) => one.close()));
      },
    };
  }

  return { open, createDatabase };
}

/** A copy of tables that are there is quicker than making them. */
const TEMPLATE = "empty";

async function prepareTemplate(server: TestPostgres): Promise<void> {
  await server.createDatabase(TEMPLATE);
  const client = new pg.Client(server.url(TEMPLATE));
  await client.connect();
  await migrate(client, TEMPLATE);
  await client.query("delete from meta");
  await client.end();
}
