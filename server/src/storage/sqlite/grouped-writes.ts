import { setImmediate as nextTurn } from "node:timers/promises";
import type BetterSqlite3 from "better-sqlite3";
import { createJobMarks } from "../job-marks.ts";
import { StorageError } from "../storage-error.ts";
import type { DiskSync } from "./disk-sync.ts";
import { begin, rollback } from "./transaction.ts";

/** So long jobs are taken into one transaction: they hold up the event loop. */
const GROUP_MS = 4;

/** What a job leaves behind: nothing of it is written unless it says so. */
export interface Written<T> {
  result: T;
  isKept: boolean;
}

interface Job {
  run(): Written<unknown> | Promise<Written<unknown>>;
  /** Told when what it wrote is on the disk, in the order of the jobs. */
  done(result: unknown): void;
  failed(error: unknown): void;
}

interface Context {
  /** Driver errors as the port's. */
  translate: (error: unknown) => unknown;
  disk: DiskSync;
  /** Told when what a job knows of the tables may no longer hold: another process may have written, or a job is taken back. */
  forget(): void;
}

/**
 * Write jobs one after another on one connection. Those that wait go into one transaction, each within a savepoint of its
 * own, and share its way to the disk: many changes at once cost one sync. Nobody hears of a job, and no reader sees what
 * it wrote, before it is there.
 *
 * While one group is on its way to the disk the next one's jobs run already; it is committed when the one before is there.
 */
export function createGroupedWrites(sqlite: BetterSqlite3.Database, { translate, disk, forget }: Context) {
  const marks = createJobMarks();
  const savepoint = sqlite.prepare("savepoint job");
  const release = sqlite.prepare("release job");
  const undo = sqlite.prepare("rollback to job");
  const commit = sqlite.prepare("commit");
  const waiting: Job[] = [];
  let isClosed = false;
  let running: Promise<void> | undefined;
  /** The group that is on its way to the disk. Never rejects. */
  let syncing: Promise<void> | undefined;
  /** What was committed but did not get to the disk: from then on the disk isn't what the database takes it for. */
  let broken: unknown;

  function takeBack(): void {
    undo.run();
    forget();
  }

  function wake(): void {
    running ??= run().finally(() => {
      running = undefined;
      if (waiting.length > 0) wake();
    });
  }

  async function run(): Promise<void> {
    // When requests come at once, all of them are read before.
    for (await nextTurn(); waiting.length > 0; await nextTurn()) await group();
    await syncing;
  }

  async function group(): Promise<void> {
    if (broken !== undefined) return fail(waiting.splice(0), broken);
    try {
      await begin(sqlite);
      forget();
    } catch (error) {
      // They have all waited for the same.
      return fail(waiting.splice(0), translate(error));
    }
    const ended: { job: Job; result?: unknown; error?: unknown }[] = [];
    let isKept = false;
    for (const until = performance.now() + GROUP_MS; waiting.length > 0 && performance.now() < until; ) {
      const job = waiting.shift() as Job;
      savepoint.run();
      try {
        const written = await marks.run(job.run);
        if (!written.isKept) takeBack();
        release.run();
        isKept ||= written.isKept;
        ended.push({ job, result: written.result });
      } catch (error) {
        ended.push({ job, error: translate(error) });
        if (!sqlite.inTransaction) {
          // SQLite gave up the whole transaction, as it does when the disk is full.
          return fail(
            ended.map((each) => each.job),
            translate(error),
          );
        }
        takeBack();
        release.run();
      }
    }
    const settle = () => {
      for (const { job, result, error } of ended) {
        if (error === undefined) job.done(result);
        else job.failed(error);
      }
    };
    // Also what changed nothing, or was refused, was so by what the group before wrote.
    while (syncing) await syncing;
    if (broken !== undefined) {
      rollback(sqlite);
      return fail(
        ended.map(({ job }) => job),
        broken,
      );
    }
    if (!isKept) {
      rollback(sqlite);
      return settle();
    }
    // Readers that waited for the last group come before this one is seen.
    await nextTurn();
    try {
      commit.run();
    } catch (error) {
      rollback(sqlite);
      return fail(
        ended.map(({ job }) => job),
        translate(error),
      );
    }
    syncing = disk.sync().then(settle, (error: unknown) => {
      broken = new StorageError("unavailable", "The disk did not take what was written: restart the server", error);
      // Nobody knows what of it is on the disk.
      fail(
        ended.map(({ job }) => job),
        new StorageError("uncertain", "The disk did not say that it took what was written: restart the server", error),
      );
    });
    void syncing.then(() => {
      syncing = undefined;
    });
  }

  function fail(jobs: Job[], error: unknown): void {
    for (const job of jobs) job.failed(error);
  }

  return {
    /**
     * @param afterwards called when what it wrote is on the disk, before any later job's, and may itself begin new jobs
     * @throws StorageError when closed, and when called from inside a job, which would wait for itself forever
     */
    async run<T>(job: () => Written<T> | Promise<Written<T>>, afterwards: (result: T) => void = () => {}): Promise<T> {
      if (isClosed) throw new StorageError("unavailable", "The database is closed");
      marks.begin();
      const done = new Promise<T>((resolve, reject) => {
        waiting.push({
          run: job,
          done(result) {
            afterwards(result as T);
            resolve(result as T);
          },
          failed: reject,
        });
      });
      wake();
      try {
        return await done;
      } finally {
        marks.end();
      }
    },
    /** Whether a reader could see what is not on the disk. */
    get isSyncing(): boolean {
      return syncing !== undefined;
    },
    /** Resolves when all that a reader could see is on the disk. */
    async durable(): Promise<void> {
      while (syncing) await syncing;
    },
    /** Refuses new jobs, and resolves when the last one is done. */
    async close(): Promise<void> {
      isClosed = true;
      while (running) await running;
    },
  };
}
