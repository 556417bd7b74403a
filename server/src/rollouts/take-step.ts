import type { JsonValue } from "@switchyard/core";
import { checkFlag } from "../flags/check.ts";
import { asJson } from "../flags/json.ts";
import type {
  Action,
  Author,
  Change,
  Flag,
  FlagConfiguration,
  Lease,
  Outcome,
  Rollout,
  RolloutStatus,
  Storage,
  Transaction,
} from "../storage/port.ts";
import { isOpen } from "../storage/rollouts.ts";
import { guardOf, type Interruption, interruptionOf, withShare, withShareAtMost } from "./standing.ts";

/** One step of the stage machine. */
export interface Step {
  action: Extract<Action, `rollout.${string}`>;
  status: RolloutStatus;
  stage: number;
  /** In a sentence, for the change log. */
  why: string;
  evidence?: JsonValue;
  /** What is served afterwards: this stage's share, no more than it, the safe variant, or what is there. */
  serves: "stage" | "atMost" | "safe" | "asIs";
  approved?: NonNullable<Rollout["progress"]["approved"]>;
}

/** The flag that a rollout is of, as it is in the transaction. */
export interface Guarded {
  flag: Flag | undefined;
  configuration: FlagConfiguration | undefined;
}

interface Options {
  now: number;
  /** Shown where the step is a machine's: who has lost it can't do the step. */
  lease?: Lease;
  /** Looks at the flag within the transaction, and says from which configuration the step goes on. May throw. */
  check?: (tx: Transaction, rollout: Rollout, found: Guarded) => Promise<FlagConfiguration | undefined>;
}

/** How the rollout was seen by who decided on the step. */
export type Seen = Pick<Rollout, "id" | "status"> & { stage: number };

export const seenAs = ({ id, status, progress }: Rollout): Seen => ({ id, status, stage: progress.stage });

/**
 * Does one step, with all that belongs to it, in one change. Whoever comes second finds the rollout elsewhere and does nothing: two
 * nodes, or one that tries again after a crash, make exactly one step.
 *
 * @returns the rollout afterwards; undefined when it is not (any more) as it was seen, and nothing was done
 * @throws what the storage throws, among it the policy's refusal
 */
export async function takeStep(
  storage: Storage,
  author: Author,
  seen: Seen,
  step: Step,
  options: Options,
): Promise<Rollout | undefined> {
  const { result } = await storage.change(author, (tx) => stepWithin(tx, seen, step, options));
  return result;
}

/** The same within a transaction that somebody else opened. */
export async function stepWithin(
  tx: Transaction,
  seen: Seen,
  decided: Step,
  { now, lease, check }: Options,
): Promise<Outcome<Rollout | undefined>> {
  if (lease) await tx.requireLease(lease);
  const rollout = await tx.rollout(seen.id);
  if (!rollout || rollout.status !== seen.status || rollout.progress.stage !== seen.stage) return { result: undefined };
  const { flag, configuration } = await flagOf(tx, rollout);
  const base = check ? await check(tx, rollout, { flag, configuration }) : configuration;
  // Somebody edited the flag since this was decided: what it decides on is gone. The way down is free even so.
  const interruption =
    decided.serves === "stage" && isOpen(rollout) ? interruptionOf(rollout, flag, configuration) : undefined;
  if (interruption && decided.action !== "rollout.steppedBack") return { result: undefined };
  const step = interruption ? endedBy(interruption, decided) : decided;
  const next = after(rollout, step, now);
  const changes: Change[] = [];
  let served = configuration;
  if (configuration && base) {
    served = serve(base, next, step, now);
    // A start is the one step that serves what was not checked before.
    if (flag && step.action === "rollout.started") await checkFlag(tx, rollout.environmentId, flag, served);
    changes.push(...(await write(tx, rollout, configuration, served)));
  }
  await tx.putRollout(next);
  changes.push(record(rollout, next, step, changes.length === 0 && served !== configuration));
  return { result: next, change: changes };
}

/** A step back after an edit by hand: what is served is lowered as far, and the rollout, which it no longer is, ends there. */
const endedBy = ({ status, why }: Interruption, step: Step): Step => ({
  ...step,
  status,
  serves: "atMost",
  why: `${step.why}; ended since ${why}`,
});

export async function flagOf(
  reads: Pick<Transaction, "flag" | "configuration">,
  { plan, environmentId }: Rollout,
): Promise<Guarded> {
  const flag = await reads.flag(plan.projectId, plan.flag);
  return { flag, configuration: flag && (await reads.configuration(flag.id, environmentId)) };
}

function after(rollout: Rollout, step: Step, now: number): Rollout {
  const { progress } = rollout;
  const isStart = !isOpen(rollout) && step.status === "running";
  const moved = isStart || step.stage !== progress.stage;
  const { approved, evidence, ...rest } = progress;
  const next: Rollout = {
    ...rollout,
    status: step.status,
    progress: {
      ...rest,
      ...(approved && !moved ? { approved } : {}),
      ...(step.approved ? { approved: step.approved } : {}),
      stage: step.stage,
      since: moved ? now : progress.since,
      ...(step.action === "rollout.noted" ? { notedAt: now } : { why: step.why }),
      ...(step.evidence === undefined ? {} : { evidence: step.evidence }),
    },
  };
  if (isStart) next.progress.startedAt = now;
  if (!isOpen(next)) next.progress.endedAt = now;
  return next;
}

function serve(configuration: FlagConfiguration, next: Rollout, { serves }: Step, now: number): FlagConfiguration {
  const { guard, ...unguarded } = configuration;
  const percentage = next.plan.stages[next.progress.stage]?.percentage ?? 0;
  if (isOpen(next)) {
    if (serves === "asIs") return configuration;
    const shared = withShare(unguarded, next.plan, percentage);
    return { ...shared, guard: guardOf(next, next.progress.stage), updatedAt: now };
  }
  // Not what the plan wrote once: somebody may have lowered it by hand since.
  if (serves === "safe") return { ...withShareAtMost(unguarded, next.plan, 0), updatedAt: now };
  if (serves === "atMost") return { ...withShareAtMost(unguarded, next.plan, percentage), updatedAt: now };
  return guard === undefined ? configuration : unguarded;
}

async function write(
  tx: Transaction,
  { plan, environmentId }: Rollout,
  before: FlagConfiguration,
  served: FlagConfiguration,
): Promise<Change[]> {
  if (served === before) return [];
  await tx.putConfiguration(served);
  const [was, is] = [decisionsOf(before), decisionsOf(served)];
  if (JSON.stringify(was) === JSON.stringify(is)) return [];
  return [
    {
      action: "flag.configured",
      projectId: plan.projectId,
      environmentId,
      flag: plan.flag,
      before: was,
      after: is,
      affects: [{ environmentId, flags: [plan.flag] }],
    },
  ];
}

/** As `configureFlag` writes it into the log, so that history, revert and past evaluations read both alike. */
function decisionsOf({ enabled, offVariant, prerequisites, targets, rules, fallthrough }: FlagConfiguration) {
  return asJson({ enabled, offVariant, prerequisites, targets, rules, fallthrough });
}

/** @param isTouched SDKs must hear of the configuration, though nothing of its decisions has changed */
function record(before: Rollout, next: Rollout, step: Step, isTouched: boolean): Change {
  const { plan, environmentId, id } = before;
  const at = ({ status, progress }: Rollout) => ({
    rollout: id,
    status,
    stage: progress.stage,
    percentage: plan.stages[progress.stage]?.percentage ?? 0,
  });
  return {
    action: step.action,
    projectId: plan.projectId,
    environmentId,
    flag: plan.flag,
    before: at(before),
    after: asJson({
      ...at(next),
      ...(step.action === "rollout.started" ? wayOf(plan) : {}),
      ...(step.approved ? { to: plan.stages[step.approved.stage]?.percentage ?? 0 } : {}),
      why: step.why,
      ...(step.evidence === undefined ? {} : { evidence: step.evidence }),
    }),
    affects: isTouched ? [{ environmentId, flags: [plan.flag] }] : [],
  };
}

/** What whoever looks at a start agrees to. */
const wayOf = ({ stages, guards, alerts }: Rollout["plan"]) => ({
  way: stages.map(({ percentage }) => percentage),
  guards: [...guards, ...alerts].map(({ key }) => key),
});

/**
 * In whose name a rollout does its steps. Its start was allowed to a person; freeze windows hold what raises exposure even so.
 */
export function rolloutAuthor({ id, plan }: Rollout, reason: string): Author {
  return {
    actor: { kind: "system", id: `rollout:${id}`, name: `Guarded rollout ${plan.name}` },
    reason,
    authority: { roleAt: (projectId) => (projectId === plan.projectId ? "releaser" : undefined) },
  };
}
