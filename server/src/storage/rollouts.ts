import type { GuardMetric, GuardReport, JsonValue } from "@switchyard/core";
import type { EngineState, Plan } from "../guard-engine/index.ts";
import type { Lease } from "./lease.ts";

/**
 * `draft` waits for its start; `running` and `paused` hold the flag. The others are over: `finished` at 100 %, `rolledBack` to the safe
 * variant, `stopped` where it stood, `killed` with the flag.
 */
export const ROLLOUT_STATUSES = ["draft", "running", "paused", "rolledBack", "stopped", "finished", "killed"] as const;

export type RolloutStatus = (typeof ROLLOUT_STATUSES)[number];

/** What was decided before the start. None of it changes from then on. */
export interface RolloutPlan extends Plan {
  name: string;
  projectId: string;
  /** The flag's key, which never changes. */
  flag: string;
  /** Id of the rule whose rollout is raised; absent for the fallthrough's. */
  rule?: string;
  /** How the exposed are split, and what the others get: the safe variant. */
  variants: { variant: string; weight: number }[];
  otherwise: string;
  bucketBy?: string;
  /** What SDKs count for the guards. */
  metrics: GuardMetric[];
  /** Alerts of other systems that stop the rollout. Only the hashes of their addresses' secrets are kept. */
  alerts: AlertGuard[];
  /** How long a stage may lack requests, data or proof, in milliseconds, and what happens then. */
  timeoutMs?: number;
  onTimeout: "hold" | "rollBack";
  /** How often the change log is told how things stand, in milliseconds; absent for never. */
  noteEveryMs?: number;
}

interface AlertGuard {
  key: string;
  action: "rollBack" | "pause";
  sha256: string;
}

/** How far it is. */
interface RolloutProgress {
  stage: number;
  /** When the stage began. */
  since: number;
  startedAt?: number;
  endedAt?: number;
  /** When the change log was told last how things stand. */
  notedAt?: number;
  /** A person has agreed to go on to this stage. */
  approved?: { stage: number; by: string; at: number };
  /** What was done last, and why, in a sentence. */
  why?: string;
  /** How things stood when it ended. */
  evidence?: JsonValue;
}

/** A guarded rollout of one flag in one environment. */
export interface Rollout {
  id: string;
  environmentId: string;
  flagId: string;
  status: RolloutStatus;
  plan: RolloutPlan;
  progress: RolloutProgress;
  createdAt: number;
  createdBy: string;
}

export interface WaitingReport {
  rolloutId: string;
  /** Who reports: an SDK instance, or all browsers of a node. */
  source: string;
  seq: number;
  /** When it came, milliseconds since 1970. */
  at: number;
  report: GuardReport;
}

/** That a browser reported of a rollout. */
export interface BrowserReport {
  rolloutId: string;
  /** Unique among those of all keys, and unknown to other browsers: who could guess it could spend its numbers. */
  browser: string;
  /** Rises with each report of a browser. */
  seq: number;
}

/** What the charts show of a moment: `at` is unique within a rollout. */
export interface RolloutPoint {
  at: number;
  point: JsonValue;
}

/** So many reports of a rollout wait at most; what comes beyond is left out, which no judgement depends on. */
export const MAX_WAITING_REPORTS = 5_000;
/** So many points of a rollout are kept. */
export const MAX_POINTS = 4_000;

/** For so long after its last report it is known what a browser reported, which is longer than anything sends one again. */
export const BROWSER_KNOWN_MS = 10 * 60_000;
/** Of so many browsers, however many come: beyond, those that were silent for longest are forgotten. */
export const MAX_KNOWN_BROWSERS = 200_000;

/** What happens beside the change log: reports, and what the engine makes of them. */
export interface RolloutStore {
  /** Those that are there already are left alone. @returns how many were added */
  addReports(reports: WaitingReport[]): Promise<number>;
  /**
   * Adds what those reports of browsers come to that no node has counted yet, and notes in the same transaction that they are counted: it
   * may be tried again when its answer was lost. Of reports that are more than 30 behind a browser's last it isn't known any more, and they
   * are not new.
   *
   * @param sumUp which of them are new → what they come to; runs within the transaction, and may run again in another
   */
  addBrowsers(
    reports: readonly BrowserReport[],
    sumUp: (isNew: readonly boolean[]) => WaitingReport[],
  ): Promise<number>;
  /** Forgets some of the browsers of which nothing need be known any more. @returns whether there are none left */
  forgetBrowsers(limits?: { knownMs: number; most: number }): Promise<boolean>;
  /** In the order in which they came. */
  waitingReports(rolloutId: string, limit: number): Promise<WaitingReport[]>;
  state(rolloutId: string): Promise<EngineState | undefined>;
  /**
   * Writes down what the engine knows, together with what it knows it from: all of it or nothing.
   *
   * @throws StorageError "refused" when another has taken the lease since
   */
  checkpoint(lease: Lease, checkpoint: Checkpoint): Promise<void>;
  /** Oldest first. */
  points(rolloutId: string, since: number): Promise<RolloutPoint[]>;
  /** Of a rollout that is over: what waits, and the engine's state. The points stay. */
  forget(rolloutId: string): Promise<void>;
}

interface Checkpoint {
  rolloutId: string;
  state: EngineState;
  at: number;
  /** Reports that the state has taken in. */
  taken: Pick<WaitingReport, "source" | "seq" | "report">[];
  points: RolloutPoint[];
}

/** Of the port's reads. */
export interface RolloutReads {
  rollout(id: string): Promise<Rollout | undefined>;
  /** Newest first, at most 100. @param flagId only this flag's */
  rollouts(environmentId: string, flagId?: string): Promise<Rollout[]>;
  /** Those that hold a flag, of all environments. */
  openRollouts(): Promise<Rollout[]>;
}

export interface RolloutWrites {
  /** Inserts or replaces. Fails when another rollout holds the flag in this environment. */
  putRollout(rollout: Rollout): Promise<void>;
}

export const isOpen = ({ status }: Pick<Rollout, "status">) => status === "running" || status === "paused";
