import { randomUUID } from "node:crypto";
import { SwitchyardError } from "../errors.ts";
import { type EngineState, judge, takeGuardReport } from "../guard-engine/index.ts";
import type { Log } from "../live/index.ts";
import type { Lease, Rollout, Storage } from "../storage/port.ts";
import { StorageError } from "../storage/storage-error.ts";
import { engineReport } from "./engine-report.ts";
import { beginEngine, followStage, isOfPlan } from "./engine-state.ts";
import { nextStep } from "./next-step.ts";
import { PointTimer } from "./point-timer.ts";
import { interruptionOf } from "./standing.ts";
import { evidenceOf, pointOf } from "./summary.ts";
import { flagOf, rolloutAuthor, type Step, seenAs, takeStep } from "./take-step.ts";

const TICK_MS = 2_000;
/** A node that is gone is followed by another after so long. Guards don't see anything meanwhile; nothing goes up either. */
const LEASE_MS = 8_000;
/** Reports of one rollout in one tick: more wait for the next. */
const MAX_TAKEN = 2_000;
/** How long a refused advance, by a freeze window, say, is not tried again. */
const RETRY_MS = 30_000;

interface Context {
  storage: Storage;
  log: Log;
  /** Milliseconds since 1970. @default the machine's */
  now?: () => number;
  /** A name that no other process has. @default random */
  node?: string;
  /** Between looks; 0 for none by itself. @default TICK_MS */
  tickMs?: number;
  /** @default LEASE_MS */
  leaseMs?: number;
  /** Told after each look that changed what reads answer. */
  onLooked?: (environmentId: string) => void;
}

interface Held {
  lease: Lease;
  state: EngineState;
  points: PointTimer;
  refused?: { message: string; at: number };
}

/**
 * Runs the guarded rollouts of all environments: each is held by one node at a time, by lease and fence. What is known is written down
 * with every look, together with the reports that it is known from, before anything is done about it: a crash at any point forgets
 * nothing, counts nothing twice, and the next look, here or on another node, does what was due.
 */
export class RolloutRunner {
  readonly #context: Required<Pick<Context, "storage" | "log" | "now" | "node" | "leaseMs">> &
    Pick<Context, "onLooked">;
  readonly #held = new Map<string, Held>();
  readonly #failing = new Set<string>();
  readonly #timer: NodeJS.Timeout | undefined;
  #ticking: Promise<void> = Promise.resolve();
  #isTicking = false;

  constructor({
    storage,
    log,
    now = Date.now,
    node = randomUUID(),
    tickMs = TICK_MS,
    leaseMs = LEASE_MS,
    onLooked,
  }: Context) {
    this.#context = { storage, log, now, node, leaseMs, ...(onLooked ? { onLooked } : {}) };
    if (tickMs === 0) return;
    this.#timer = setInterval(() => {
      // A database that hangs must not have looks pile up behind it.
      if (!this.#isTicking) void this.tick();
    }, tickMs).unref();
  }

  /** Looks at every rollout that is open. Never rejects: what fails is logged, and tried again by the next look. */
  tick(): Promise<void> {
    this.#ticking = this.#ticking.then(() => this.#tick());
    return this.#ticking;
  }

  /** Why the next stage is not entered, where this node was refused it. */
  refusalOf(rolloutId: string): string | undefined {
    return this.#held.get(rolloutId)?.refused?.message;
  }

  /** Looks no more. What was begun is ended, and another node may go on at once. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#ticking;
    const held = [...this.#held.values()];
    this.#held.clear();
    // Where the database does not take them back, they run out.
    await Promise.all(held.map(({ lease }) => this.#context.storage.endLease(lease).catch(() => {})));
  }

  async #tick(): Promise<void> {
    this.#isTicking = true;
    try {
      const open = await this.#context.storage.openRollouts();
      const ids = new Set(open.map(({ id }) => id));
      for (const id of this.#held.keys()) if (!ids.has(id)) this.#held.delete(id);
      for (const rollout of open) await this.#attempt(rollout.id, () => this.#look(rollout));
      this.#failing.delete("all");
    } catch (error) {
      this.#fail("all", error);
    } finally {
      this.#isTicking = false;
    }
  }

  async #attempt(id: string, run: () => Promise<void>): Promise<void> {
    try {
      await run();
      this.#failing.delete(id);
    } catch (error) {
      // What is in memory may be ahead of what was written: the next look begins at the checkpoint.
      this.#held.delete(id);
      this.#fail(id, error);
    }
  }

  #fail(id: string, error: unknown): void {
    if (!this.#failing.has(id))
      this.#context.log.warn({ err: error, rollout: id }, "a guarded rollout could not be looked at");
    this.#failing.add(id);
  }

  async #look(rollout: Rollout): Promise<void> {
    const { storage, now, onLooked } = this.#context;
    const held = await this.#hold(rollout);
    if (held === undefined) return;
    const { flag, configuration } = await flagOf(storage, rollout);
    const interruption = interruptionOf(rollout, flag, configuration);
    const { state } = held;
    followStage(rollout, state);
    const waiting = await storage.rolloutStore.waitingReports(rollout.id, MAX_TAKEN);
    const at = now();
    for (const report of waiting.sort((a, b) => a.at - b.at || a.seq - b.seq)) {
      const counted = engineReport(rollout.plan, report);
      if (counted) takeGuardReport(rollout.plan, state, counted, at);
    }
    const judgement = judge(rollout.plan, state, at);
    const evidence = evidenceOf(rollout.plan, state, judgement);
    if (interruption) {
      await this.#step(rollout, held, {
        action: "rollout.stopped",
        stage: rollout.progress.stage,
        serves: "asIs",
        evidence,
        ...interruption,
      });
      return;
    }
    const isDue = held.points.isDue(at);
    if (waiting.length > 0 || isDue) {
      const points = isDue ? [{ at, point: pointOf(state, judgement) }] : [];
      await storage.rolloutStore.checkpoint(held.lease, { rolloutId: rollout.id, state, at, taken: waiting, points });
      onLooked?.(rollout.environmentId);
    }
    const next = nextStep(rollout, judgement, evidence, at);
    if ("step" in next) await this.#step(rollout, held, next.step);
    else await this.#note(rollout, held, evidence);
  }

  /** @returns undefined while another node holds it */
  async #hold(rollout: Rollout): Promise<Held | undefined> {
    const { storage, node, leaseMs, now } = this.#context;
    const { id } = rollout;
    const lease = await storage.lease(`rollout ${id}`, node, leaseMs);
    if (lease === undefined) {
      this.#held.delete(id);
      return undefined;
    }
    const known = this.#held.get(id);
    // Another fence: somebody else held it in between, and knows more.
    if (known?.lease.fence === lease.fence) return known;
    const stored = await storage.rolloutStore.state(id);
    const state = stored && isOfPlan(rollout, stored) ? stored : beginEngine(rollout, now());
    const held: Held = { lease, state, points: new PointTimer(rollout.progress.startedAt ?? now()) };
    this.#held.set(id, held);
    return held;
  }

  async #step(rollout: Rollout, held: Held, step: Step): Promise<void> {
    const { storage, log, now, onLooked } = this.#context;
    if (held.refused && now() - held.refused.at < RETRY_MS && step.action === "rollout.advanced") return;
    try {
      const author = rolloutAuthor(rollout, step.why);
      const next = await takeStep(storage, author, seenAs(rollout), step, { now: now(), lease: held.lease });
      delete held.refused;
      if (next === undefined) return;
      log.info({ rollout: rollout.id, flag: rollout.plan.flag, step: step.action, why: step.why }, "guarded rollout");
      if (next.status === "running" || next.status === "paused") followStage(next, held.state);
      else {
        this.#held.delete(rollout.id);
        await storage.rolloutStore.forget(rollout.id);
      }
      onLooked?.(rollout.environmentId);
    } catch (error) {
      if (!(error instanceof SwitchyardError) || error instanceof StorageError) throw error;
      if (held.refused?.message !== error.message) {
        log.warn(
          { rollout: rollout.id, step: step.action, problem: error.message },
          "a guarded rollout is refused its step",
        );
      }
      held.refused = { message: error.message, at: now() };
      onLooked?.(rollout.environmentId);
    }
  }

  /** Tells the change log how things stand, where the plan wishes it. */
  async #note(rollout: Rollout, held: Held, evidence: Step["evidence"]): Promise<void> {
    const { plan, progress, status } = rollout;
    const { storage, now } = this.#context;
    const last = progress.notedAt ?? progress.startedAt ?? now();
    if (plan.noteEveryMs === undefined || now() - last < plan.noteEveryMs) return;
    const why = "how things stand";
    const step: Step = { action: "rollout.noted", status, stage: progress.stage, serves: "asIs", why, evidence };
    await takeStep(storage, rolloutAuthor(rollout, why), seenAs(rollout), step, { now: now(), lease: held.lease });
  }
}
