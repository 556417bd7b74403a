import { setImmediate as nextTurn } from "node:timers/promises";
import type { PoolClient } from "pg";
import { createJobMarks } from "../job-marks.ts";
import type { Author, Committed, Hint, Outcome, Transaction } from "../port.ts";
import { StorageError } from "../storage-error.ts";
import type { LastChange } from "./append.ts";
import { type Ran, runChange, takeTurn } from "./change.ts";
import { commit } from "./commit.ts";
import type { WriteSession } from "./session.ts";
import { isTimeout, type Lent, type Sessions } from "./sessions.ts";
import { lateError, START_MS } from "./turns.ts";

/** So long changes are taken into one transaction: those of other nodes wait for it. */
const GROUP_MS = 50;

interface Context {
  /** How messages call the database. */
  name: string;
  writers: Sessions<WriteSession>;
  /** Driver errors as the port's. */
  translate: (error: unknown) => unknown;
  /** The statement that tells other nodes. */
  telling(hints: readonly Hint[]): string;
  /** Told when what it wrote is committed, in the order of the changes. */
  tell(hints: Hint[]): void;
  /** @default GROUP_MS */
  groupMs?: number;
}

interface Job {
  run(session: WriteSession, last: LastChange): Promise<Ran<unknown>>;
  done(ran: Ran<unknown>): void;
  failed(error: unknown): void;
  /** It has waited too long for its turn. */
  timer: NodeJS.Timeout;
}

type Ended = { job: Job; ran: Ran<unknown> } | { job: Job; error: unknown };

/**
 * This node's changes, one after another. Those that wait go into one transaction, each within a savepoint of its own, and share
 * its turn, its notice and its way to the disk. Nobody hears of any of them before the commit.
 */
export function createGroupedChanges({ name, writers, translate, telling, tell, groupMs = GROUP_MS }: Context) {
  const marks = createJobMarks();
  const waiting = new Set<Job>();
  let isClosed = false;
  let running: Promise<void> | undefined;

  function wake(): void {
    running ??= run().finally(() => {
      running = undefined;
      if (waiting.size > 0) wake();
    });
  }

  async function run(): Promise<void> {
    // When requests come at once, all of them are read before.
    for (await nextTurn(); waiting.size > 0; await nextTurn()) await group();
  }

  function next(): Job | undefined {
    const [job] = waiting;
    if (job === undefined) return undefined;
    waiting.delete(job);
    clearTimeout(job.timer);
    return job;
  }

  async function group(): Promise<void> {
    const ended: Ended[] = [];
    try {
      await writers.use(
        async (lent) => {
          const last = await takeTurn(lent.client);
          await runWaiting(lent, last, ended);
          const hints = ended.flatMap((each) => ("ran" in each ? each.ran.hints : []));
          if (ended.some((each) => "ran" in each && each.ran.last)) await commit(lent.client, name, telling(hints));
          else await lent.client.query("rollback");
        },
        { undo: (client) => client.query("rollback") },
      );
    } catch (error) {
      // Before any has begun it is the first one's failure: the others may find another connection.
      const jobs = ended.length > 0 ? ended.map(({ job }) => job) : [next()];
      for (const job of jobs) job?.failed(translate(error));
      return;
    }
    for (const each of ended) {
      if ("ran" in each) each.job.done(each.ran);
      else each.job.failed(translate(each.error));
    }
  }

  async function runWaiting({ client, session }: Lent<WriteSession>, end: LastChange, ended: Ended[]): Promise<void> {
    let last = end;
    const savepoint = savepoints(client);
    for (const until = performance.now() + groupMs; ended.length === 0 || performance.now() < until; ) {
      if (waiting.size === 0) return;
      await savepoint.begin();
      const job = next();
      // It was told that it is too late.
      if (job === undefined) return;
      try {
        const ran = await job.run(session, last);
        ended.push({ job, ran });
        if (ran.last) {
          last = ran.last;
          savepoint.keep();
          continue;
        }
      } catch (error) {
        ended.push({ job, error });
        // What was asked is still under way: nothing more can be said on this connection.
        if (isTimeout(error)) throw error;
      }
      // Nothing of it is to be written. Without a savepoint, nothing was written before it either.
      if (!savepoint.isSet) return;
      await savepoint.undo();
    }
  }

  return {
    /** @throws StorageError when closed, and when called from inside a change, which would wait for itself forever */
    async run<T>(author: Author, work: (tx: Transaction) => Promise<Outcome<T>>): Promise<Committed<T>> {
      if (isClosed) throw new StorageError("unavailable", "The database is closed");
      marks.begin();
      const done = new Promise<Committed<T>>((resolve, reject) => {
        const job: Job = {
          run: (session, last) => marks.run(() => runChange(session, last, author, work)),
          done({ committed, hints }) {
            tell(hints);
            resolve(committed as Committed<T>);
          },
          failed: reject,
          timer: setTimeout(() => {
            waiting.delete(job);
            reject(lateError(name));
          }, START_MS),
        };
        waiting.add(job);
      });
      wake();
      try {
        return await done;
      } finally {
        marks.end();
      }
    },
    /** Refuses new changes, and resolves when the last one is done. */
    async close(): Promise<void> {
      isClosed = true;
      while (running) await running;
    },
  };
}

/** The place to go back to when one of several changes fails. The first needs none: with it, all fails. */
function savepoints(client: PoolClient) {
  let state: "needless" | "wanted" | "set" | "used" = "needless";
  return {
    get isSet(): boolean {
      return state === "set";
    },
    async begin(): Promise<void> {
      if (state === "wanted") await client.query("savepoint change");
      if (state === "used") await client.query("release savepoint change; savepoint change");
      if (state !== "needless") state = "set";
    },
    keep(): void {
      state = state === "needless" ? "wanted" : "used";
    },
    async undo(): Promise<void> {
      await client.query("rollback to savepoint change");
    },
  };
}
