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
  run(session: WriteSession, end: LastChange | Promise<LastChange>): Promise<Ran<unknown>>;
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

  /** @returns whether it still waited: else it was told that it is too late */
  function take(job: Job): boolean {
    clearTimeout(job.timer);
    return waiting.delete(job);
  }

  async function group(): Promise<void> {
    const ended: Ended[] = [];
    let first: Job | undefined;
    try {
      await writers.use(
        async (lent) => {
          [first] = waiting;
          if (first === undefined) return;
          await runWaiting(lent, first, ended);
          const hints = ended.flatMap((each) => ("ran" in each ? each.ran.hints : []));
          if (ended.some((each) => "ran" in each && each.ran.last)) await commit(lent.client, name, telling(hints));
          else await lent.client.query("rollback");
        },
        { undo: (client) => client.query("rollback") },
      );
    } catch (error) {
      // Before any has ended it is the first one's failure: the others may find another connection.
      const [next] = waiting;
      const jobs = ended.length > 0 ? ended.map(({ job }) => job) : [first ?? next];
      for (const job of jobs) {
        if (job === undefined) continue;
        take(job);
        job.failed(translate(error));
      }
      return;
    }
    for (const each of ended) {
      if ("ran" in each) each.job.done(each.ran);
      else each.job.failed(translate(each.error));
    }
  }

  async function runWaiting({ client, session }: Lent<WriteSession>, first: Job, ended: Ended[]): Promise<void> {
    let until = 0;
    const turn = takeTurn(client).then((end) => {
      until = performance.now() + groupMs;
      if (!take(first)) throw lateError(name);
      return end;
    });
    turn.catch(() => {});
    // The first one's statements follow the turn without waiting for it. What comes of them counts only when it is there.
    let outcome = await attempt(first, session, turn);
    let last = await turn;
    const savepoint = savepoints(client, session);
    for (;;) {
      ended.push(outcome);
      if ("ran" in outcome && outcome.ran.last) {
        last = outcome.ran.last;
        savepoint.keep();
      } else {
        // What was asked is still under way: nothing more can be said on this connection.
        if ("error" in outcome && isTimeout(outcome.error)) throw outcome.error;
        // Nothing of it is to be written. Without a savepoint, nothing was written before it either.
        if (!savepoint.isSet) return;
        await savepoint.undo();
      }
      const [job] = waiting;
      if (job === undefined || performance.now() >= until) return;
      take(job);
      savepoint.begin();
      outcome = await attempt(job, session, last);
    }
  }

  return {
    /** @throws StorageError when closed, and when called from inside a change, which would wait for itself forever */
    async run<T>(author: Author, work: (tx: Transaction) => Promise<Outcome<T>>): Promise<Committed<T>> {
      if (isClosed) throw new StorageError("unavailable", "The database is closed");
      marks.begin();
      const done = new Promise<Committed<T>>((resolve, reject) => {
        const job: Job = {
          run: (session, end) => marks.run(() => runChange(session, end, author, work)),
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

async function attempt(job: Job, session: WriteSession, end: LastChange | Promise<LastChange>): Promise<Ended> {
  try {
    return { job, ran: await job.run(session, end) };
  } catch (error) {
    return { job, error };
  }
}

/** The place to go back to when one of several changes fails. The first needs none: with it, all fails. */
function savepoints(client: PoolClient, { unanswered }: WriteSession) {
  let state: "needless" | "wanted" | "set" | "used" = "needless";
  return {
    get isSet(): boolean {
      return state === "set";
    },
    begin(): void {
      if (state === "wanted") unanswered.add(client.query("savepoint change"));
      if (state === "used") unanswered.add(client.query("release savepoint change; savepoint change"));
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
