import { randomUUID } from "node:crypto";
import pg, { type ClientConfig } from "pg";
import { createCommitListeners } from "../commit-listeners.ts";
import { reportOnce } from "../damage.ts";
import { ensureDefaultProject } from "../default-project.ts";
import { createListeners } from "../listeners.ts";
import type { Reads, Storage } from "../port.ts";
import { toRuleset } from "../rows/ruleset-rows.ts";
import { StorageError } from "../storage-error.ts";
import { batchedSocket } from "./batched-socket.ts";
import { commit } from "./commit.ts";
import { createNodes } from "./create-nodes.ts";
import { toStorageError } from "./failure.ts";
import { createGroupedChanges } from "./grouped-changes.ts";
import { listenForHints, telling } from "./hints.ts";
import {
  createAccounts,
  createRolloutStore,
  createTriggering,
  createUsage,
  createWebhooking,
  lift,
  READS,
} from "./methods.ts";
import { migrate } from "./migrate.ts";
import { createReadSession, createWriteSession, type ReadSession, type WriteSession } from "./session.ts";
import { createSessions } from "./sessions.ts";
import { createTurns } from "./turns.ts";

interface Options {
  connection: ClientConfig;
  /** How messages call the database. */
  name: string;
  onDamage: (message: string) => void;
  onListenerError: (error: unknown) => void;
  /** So long changes are taken into one transaction. */
  groupMs?: number;
}

/** A database that does not answer for so long is gone: a write then fails within two seconds. */
const CONNECT_MS = 1_000;
const WRITE_MS = 1_500;
/** A list of everything takes longer than any write. */
const READ_MS = 5_000;
/** Other reads stand on the way to writes: with the longer limit, a write of a database that hangs was refused after that. */
const SHORT_READ_MS = 1_500;
/** A node that was paused in the middle of a change gives the turn back. */
const IDLE_IN_CHANGE_MS = 3_000;

const READ_CONNECTIONS = 8;
const WRITE_CONNECTIONS = 3;

/** Opens nothing by itself: until `prepare` has succeeded, everything else fails as unavailable. */
export interface PostgresStorage extends Storage {
  /** Connects, brings the tables to this server's state, and gives an empty database its first project. */
  prepare(): Promise<void>;
}

export function createPostgresStorage({ connection, name, ...options }: Options): PostgresStorage {
  const onDamage = reportOnce(options.onDamage);
  const listeners = createCommitListeners(options.onListenerError);
  const node = randomUUID();
  const timed = { ...connection, keepAlive: true, connectionTimeoutMillis: CONNECT_MS };
  const translate = (error: unknown) => toStorageError(error, name);
  const readers = createSessions<ReadSession>(
    { ...timed, max: READ_CONNECTIONS, query_timeout: READ_MS, statement_timeout: READ_MS },
    (client) => createReadSession(client, onDamage),
  );
  const writers = createSessions<WriteSession>(
    {
      ...timed,
      // What is asked at once goes at once, and is answered in its order.
      pipeline: true,
      stream: batchedSocket,
      max: WRITE_CONNECTIONS,
      query_timeout: WRITE_MS,
      statement_timeout: WRITE_MS,
      idle_in_transaction_session_timeout: IDLE_IN_CHANGE_MS,
    },
    (client) => createWriteSession(client, onDamage, translate),
  );
  const changes = createGroupedChanges({
    name,
    writers,
    translate,
    telling: (hints) => telling(node, hints),
    tell: listeners.tell,
    groupMs: options.groupMs,
  });
  const others = createTurns(name);
  let state: "new" | "open" | "closed" = "new";
  let whyNot = `Database ${name}: it could not be reached yet`;
  let stopHints = async () => {};
  const onMessage = createListeners<unknown>(options.onListenerError);

  function requireOpen(): void {
    if (state === "new") throw new StorageError("unavailable", whyNot);
    if (state === "closed") throw new StorageError("unavailable", `Database ${name}: it is closed`);
  }

  async function translated<T>(run: () => Promise<T>): Promise<T> {
    try {
      requireOpen();
      return await run();
    } catch (error) {
      throw toStorageError(error, name);
    }
  }

  const read = <T>(run: (session: ReadSession) => Promise<T>, isLong = false): Promise<T> =>
    translated(() => readers.use(({ session }) => run(session), isLong ? {} : { limitMs: SHORT_READ_MS }));

  /** What several statements put together must be of one moment. */
  const readAtOnce = <T>(run: (session: ReadSession) => Promise<T>): Promise<T> =>
    translated(() =>
      readers.use(
        async ({ client, session }) => {
          await client.query("begin isolation level repeatable read read only");
          const result = await run(session);
          await client.query("commit");
          return result;
        },
        { undo: (client) => client.query("rollback") },
      ),
    );

  const write = <T>(run: (session: WriteSession) => Promise<T>): Promise<T> =>
    others.run((begun) =>
      translated(() =>
        writers.use(
          async ({ client, session }) => {
            await client.query("begin");
            begun();
            const result = await run(session);
            await commit(client, name);
            return result;
          },
          { undo: (client) => client.query("rollback") },
        ),
      ),
    );

  const change: Storage["change"] = async (author, work) => {
    requireOpen();
    return changes.run(author, work);
  };

  /** For who makes the database what others may expect, before they may use it. */
  const beginning: Parameters<typeof ensureDefaultProject>[0] = {
    projects: () => readers.use(({ session }) => session.reads.projects()),
    changeLog: (afterId, limit) => readers.use(({ session }) => session.reads.changeLog(afterId, limit)),
    change: changes.run,
  };

  return {
    ...lift<Reads, ReadSession>(READS, read, (session) => session.reads),
    // Decoded when the connection is given back.
    ruleset: async (id) => toRuleset(await readAtOnce(({ reads }) => reads.rulesetRows(id)), onDamage),
    delta: (id, since) => readAtOnce(({ reads }) => reads.delta(id, since)),
    accounts: createAccounts(read, write),
    usage: createUsage(read, write),
    rolloutStore: createRolloutStore(read, write),
    nodes: createNodes(node, { read, write, onMessage: onMessage.add }),
    webhooking: createWebhooking(read, write),
    triggering: createTriggering(read, write),
    change,
    renewEpoch: (environmentId, have) => write(({ renewEpoch }) => renewEpoch(environmentId, have)),
    async lease(name, holder, ttlMs) {
      const fence = await write(({ leases }) => leases.take(name, holder, ttlMs));
      return fence === undefined ? undefined : { name, fence };
    },
    endLease: (lease) => write(({ leases }) => leases.end(lease)),
    onCommit: listeners.add,
    async prepare() {
      const client = new pg.Client(timed);
      client.on("error", () => {});
      try {
        await client.connect();
        await migrate(client, name);
        await ensureDefaultProject(beginning);
      } catch (error) {
        const failure = toStorageError(error, name);
        if (failure instanceof StorageError) whyNot = failure.message;
        throw failure;
      } finally {
        await client.end().catch(() => {});
      }
      if (state !== "new") return;
      state = "open";
      stopHints = listenForHints({ ...timed, query_timeout: READ_MS }, node, listeners.tell, onMessage.tell);
    },
    async close() {
      await Promise.all([changes.close(), others.close()]);
      state = "closed";
      await Promise.all([stopHints(), readers.close(), writers.close()]);
    },
  };
}
