import type { JsonValue } from "@switchyard/core";
import { percent } from "@switchyard/core/words";
import { SwitchyardError } from "../errors.ts";
import type { Author, FlagConfiguration, Rollout, Storage, Transaction } from "../storage/port.ts";
import { isOpen } from "../storage/rollouts.ts";
import type { Step as StorageStep } from "../storage/step.ts";
import { type RolloutPlace, requireRollout } from "./find-rollout.ts";
import { interruptionOf, serveAt } from "./standing.ts";
import { type Guarded, type Step, seenAs, stepWithin } from "./take-step.ts";

/** What people do with a rollout. */
export type RolloutAct = "start" | "pause" | "resume" | "stepBack" | "rollBack" | "stop" | "approve" | "discard";

interface Options {
  now?: number;
  /** How things stand, for the change log. */
  evidence?: JsonValue;
}

/**
 * @throws SwitchyardError NOT_FOUND, ROLLOUT_STATE when it is not in a state for this, INVALID_FLAG, and the policy's refusal
 */
export async function actOnRollout(
  storage: Storage,
  author: Author,
  at: RolloutPlace,
  act: RolloutAct,
  options: Options = {},
): Promise<Rollout> {
  const { rollout } = await requireRollout(storage, at);
  const { result } = await storage.change(author, (tx) => actStep(rollout, act, options)(tx, author));
  return result;
}

/** What a person does, as a part of a transaction. @param rollout as they saw it: one that has moved on is left alone */
export function actStep(
  rollout: Rollout,
  act: RolloutAct,
  { now = Date.now(), evidence }: Options = {},
): StorageStep<Rollout> {
  return async (tx, author) => {
    const who = author.reason ? `${author.actor.name}: ${author.reason}` : author.actor.name;
    const step = { ...stepFor(rollout, act, who, now), ...(evidence === undefined ? {} : { evidence }) };
    const check =
      act === "start" ? requireStartable : act === "resume" || act === "approve" ? requireUndisturbed : undefined;
    const { result, change } = await stepWithin(tx, seenAs(rollout), step, { now, ...(check ? { check } : {}) });
    if (result) return { result, ...(change ? { change } : {}) };
    const { name, flag } = rollout.plan;
    throw new SwitchyardError("ROLLOUT_STATE", `Rollout ${name} of ${flag} has moved on meanwhile: look again`);
  };
}

function stepFor(rollout: Rollout, act: RolloutAct, who: string, now: number): Step {
  const { plan, progress, status } = rollout;
  const stay = { stage: progress.stage };
  const refuse = (needs: string): never => {
    throw new SwitchyardError(
      "ROLLOUT_STATE",
      `A rollout must be ${needs} to ${WORDS[act]}, ${plan.name} of ${plan.flag} is ${status}`,
    );
  };
  switch (act) {
    case "start":
      if (status !== "draft") refuse("a draft");
      return { ...stay, action: "rollout.started", status: "running", serves: "stage", why: `started by ${who}` };
    case "discard":
      if (status !== "draft") refuse("a draft");
      return { ...stay, action: "rollout.deleted", status: "stopped", serves: "asIs", why: `dropped by ${who}` };
    case "pause":
      if (status !== "running") refuse("running");
      return { ...stay, action: "rollout.paused", status: "paused", serves: "asIs", why: `paused by ${who}` };
    case "resume":
      if (status !== "paused") refuse("paused");
      return { ...stay, action: "rollout.resumed", status: "running", serves: "asIs", why: `resumed by ${who}` };
    case "stop":
      if (!isOpen(rollout)) refuse("running or paused");
      return { ...stay, action: "rollout.stopped", status: "stopped", serves: "asIs", why: `ended by ${who}` };
    case "rollBack":
      if (!isOpen(rollout)) refuse("running or paused");
      return {
        ...stay,
        action: "rollout.rolledBack",
        status: "rolledBack",
        serves: "safe",
        why: `rolled back by ${who}`,
      };
    case "stepBack": {
      if (!isOpen(rollout)) refuse("running or paused");
      if (progress.stage === 0) refuse("beyond its first stage");
      const stage = progress.stage - 1;
      const why = `back to ${percent(plan.stages[stage]?.percentage ?? 0)} by ${who}`;
      return { action: "rollout.steppedBack", status, stage, serves: "stage", why };
    }
    case "approve": {
      const to = progress.stage + 1;
      if (status !== "running" || plan.stages[progress.stage]?.approval !== true || to >= plan.stages.length) {
        refuse("running at a stage that asks for approval");
      }
      const approved = { stage: to, by: who, at: now };
      const why = `${percent(plan.stages[to]?.percentage ?? 0)} approved by ${who}`;
      return { ...stay, action: "rollout.approved", status, serves: "asIs", why, approved };
    }
  }
}

const WORDS: Readonly<Record<RolloutAct, string>> = {
  start: "be started",
  pause: "be paused",
  resume: "be resumed",
  stepBack: "go a stage back",
  rollBack: "be rolled back",
  stop: "be ended",
  approve: "be approved",
  discard: "be dropped",
};

async function requireStartable(tx: Transaction, rollout: Rollout, found: Guarded): Promise<FlagConfiguration> {
  const { plan, environmentId } = rollout;
  const refuse = (why: string): never => {
    throw new SwitchyardError("ROLLOUT_STATE", `The rollout ${plan.name} of ${plan.flag} can't be started: ${why}`);
  };
  const { flag, configuration } = found;
  if (!flag || !configuration) return refuse("the flag's configuration can't be read");
  if (flag.archived) refuse("the flag is archived");
  if (configuration.killed) refuse("the flag is killed; restore it first");
  if (!serveAt(configuration, plan.rule)) refuse(`its rule ${JSON.stringify(plan.rule)} is gone`);
  const other = (await tx.rollouts(environmentId, rollout.flagId)).find(isOpen);
  if (other) refuse(`${other.plan.name} is ${other.status} already; a flag has one at a time`);
  if (configuration.enabled) return configuration;
  // Whatever else the flag serves would be on with it, unguarded.
  const isAlone = plan.rule === undefined && configuration.rules.length === 0 && configuration.targets.length === 0;
  return isAlone
    ? { ...configuration, enabled: true }
    : refuse("the flag is off, and has rules or targets besides; switch it on first");
}

async function requireUndisturbed(_tx: Transaction, rollout: Rollout, { flag, configuration }: Guarded) {
  const interruption = interruptionOf(rollout, flag, configuration);
  if (interruption) throw new SwitchyardError("ROLLOUT_STATE", `The rollout can't go on: ${interruption.why}`);
  return configuration;
}
