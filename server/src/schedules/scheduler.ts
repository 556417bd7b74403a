import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { Lease, Storage } from "../storage/port.ts";
import { StorageError } from "../storage/storage-error.ts";
import { type DueResult, runDue } from "./run-due.ts";
import { stopForKills } from "./stop-for-kills.ts";

const EVERY_MS = 1_000;
/** Long enough for a few transactions; so long what is due waits when the node that had it is gone. */
const LEASE_MS = 5_000;
/** So many in one go, then the event loop and other nodes have their turn. */
const AT_ONCE = 50;
/** After it was held or has failed for reasons of the database, a schedule is looked at again. */
const AGAIN_MS = 15_000;

export interface SchedulerOptions {
  /** Governed: freeze windows hold what raises. */
  storage: Storage;
  log: Pick<Logger, "info" | "warn" | "error">;
  /** @default Date.now */
  now?: () => number;
  /** A name that no other process has. @default a new one */
  holder?: string;
}

/** Does what is due, on one node at a time. */
export interface Scheduler {
  /** Looks once. For those who don't wait. */
  tick(): Promise<DueResult[]>;
  start(): void;
  /** Resolves when what has begun is done, and another node may go on. */
  close(): Promise<void>;
}

export function createScheduler({ storage, log, now = Date.now, holder = randomUUID() }: SchedulerOptions): Scheduler {
  const notBefore = new Map<string, number>();
  let readUntil: number | undefined;
  let held: Lease | undefined;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let isStopped = false;

  async function dueNow() {
    const at = now();
    for (const [id, until] of notBefore) if (until <= at || until > at + AGAIN_MS) notBefore.delete(id);
    return (await storage.dueSchedules(at, AT_ONCE)).filter(({ id }) => !notBefore.has(id));
  }

  async function tick(): Promise<DueResult[]> {
    await heedKills();
    const results: DueResult[] = [];
    // Only who has something to do asks for the lease: an idle server writes nothing.
    for (let due = await dueNow(); due.length > 0 && !isStopped; due = await dueNow()) {
      for (const schedule of due) {
        const lease = await storage.lease("schedules", holder, LEASE_MS);
        held = lease;
        if (lease === undefined || isStopped) return results;
        const result = await runDue(storage, lease, schedule, now()).catch((error: unknown) => {
          log.error({ err: error, schedule: schedule.number }, "a schedule could not be run, and stays due");
          return "held" as const;
        });
        if (result === "held") notBefore.set(schedule.id, now() + AGAIN_MS);
        else if (result !== "gone")
          log.info({ schedule: schedule.number, result }, `schedule ${schedule.title}: ${result}`);
        results.push(result);
      }
    }
    return results;
  }

  /** What the log has new. The first look is at everything, since nobody looked before. */
  async function heedKills(): Promise<void> {
    const projects = new Set<string>();
    if (readUntil === undefined) {
      readUntil = await newestChange();
      for (const { id } of await storage.projects()) projects.add(id);
    } else {
      for (let page = await storage.changeLog(readUntil, 200); page.length > 0; ) {
        for (const { id, action, projectId } of page) {
          readUntil = id;
          if (action === "flag.killed" && projectId !== undefined) projects.add(projectId);
        }
        page = await storage.changeLog(readUntil, 200);
      }
    }
    if (projects.size === 0) return;
    for (const project of await storage.projects()) {
      if (projects.has(project.id)) await stopForKills(storage, project, now());
    }
  }

  async function newestChange(): Promise<number> {
    let newest = 0;
    for (const { id } of await storage.projects()) {
      newest = Math.max(newest, (await storage.changes({ projectId: id, limit: 1 }))[0]?.id ?? 0);
    }
    return newest;
  }

  function next(): void {
    if (isStopped) return;
    timer = setTimeout(() => {
      running = tick()
        .catch((error: unknown) => {
          // The database is away, and the next look is in a second.
          if (error instanceof StorageError && error.retryable) return;
          log.warn({ err: error }, "schedules could not be looked for");
        })
        .then(next);
    }, EVERY_MS).unref();
  }

  return {
    tick,
    start: next,
    async close() {
      isStopped = true;
      clearTimeout(timer);
      await running;
      // Of no use to whoever ends. When the database does not take it back, it runs out.
      if (held) await storage.endLease(held).catch(() => {});
    },
  };
}
