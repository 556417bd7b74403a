import type { GuardSink, Log } from "../live/index.ts";
import type { Storage } from "../storage/port.ts";
import { GuardIntake } from "./intake.ts";
import { RolloutRunner } from "./runner.ts";

export interface Rollouts extends GuardSink {
  /** Milliseconds since 1970, by the clock that the rollouts go by. */
  now(): number;
  /** Why the next stage is not entered, where this node was refused it. */
  refusalOf(rolloutId: string): string | undefined;
  /** Writes what waits, then looks at every open rollout: what happens by itself every two seconds. */
  tick(): Promise<void>;
  close(): Promise<void>;
}

interface Context {
  /** Must be governed: what raises exposure is held by freeze windows. */
  storage: Storage;
  log: Log;
  /** Milliseconds since 1970. @default the machine's */
  now?: () => number;
  /** Whether it looks by itself. @default true */
  runs?: boolean;
}

/** Guarded rollouts on this node: takes in what SDKs count, and runs those rollouts whose lease it gets. */
export function createRollouts({ storage, log, now = Date.now, runs = true }: Context): Rollouts {
  const listeners = new Set<(environmentIds: Iterable<string>) => void>();
  const tell = (environmentIds: Iterable<string>) => {
    for (const listener of listeners) listener(environmentIds);
  };
  const shared = { storage, log, now };
  const intake = new GuardIntake({ ...shared, onStored: tell, ...(runs ? {} : { flushMs: 0 }) });
  const runner = new RolloutRunner({ ...shared, onLooked: (id) => tell([id]), ...(runs ? {} : { tickMs: 0 }) });
  return {
    now,
    take: (from, guards, flags) => intake.take(from, guards, flags),
    onNews(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refusalOf: (id) => runner.refusalOf(id),
    async tick() {
      await intake.flush();
      await runner.tick();
    },
    async close() {
      await intake.close();
      await runner.close();
    },
  };
}
