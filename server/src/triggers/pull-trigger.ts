import { type FlagPlace, locate } from "../flags/find.ts";
import { killStep } from "../flags/kill-flag.ts";
import { stepBackStep } from "../flags/step-back.ts";
import type { Authority } from "../storage/authority.ts";
import type { Author, Environment, Project, Reads, Storage } from "../storage/port.ts";
import type { Step } from "../storage/step.ts";
import type { Trigger } from "../storage/triggers.ts";
import type { Alert } from "./read-alert.ts";

/** What a call of a trigger did. */
export interface Triggered {
  did: "killed" | "stepped back" | "nothing";
  why: string;
  /** The environment's version by this. */
  version?: number;
}

/**
 * Does what a trigger is for, unless the alert is over or the flag is as low already: calling it again changes nothing. It
 * lowers and never raises, so no policy holds it back; the log names trigger and alert.
 *
 * @throws SwitchyardError NOT_FOUND, DAMAGED when the flag can't be read
 */
export async function pullTrigger(storage: Storage, trigger: Trigger, alert: Alert): Promise<Triggered> {
  const said = alert.name === undefined ? "" : ` ${JSON.stringify(alert.name)}`;
  await storage.triggering.noteTriggered(trigger.id, Date.now(), alert.name ?? null);
  if (!alert.isFiring) return { did: "nothing", why: `The alert${said} is not firing` };

  const reason =
    alert.from !== undefined
      ? `The alert${said} of ${alert.from} is firing`
      : `The trigger was called${alert.name ? `:${said}` : ""}`;
  const author: Author = {
    actor: { kind: "token", id: `trigger:${trigger.id}`, name: `trigger ${trigger.name}` },
    reason,
    authority: mayRespond(trigger),
    onlyLowers: true,
  };
  const { result, change } = await storage.change(author, async (tx) => {
    const { project, environment } = await placeOf(tx, trigger);
    const where = { project: project.key, environment: environment.key, flag: trigger.flag };
    const step: Step<unknown> =
      trigger.percentage === undefined ? killStep(where) : stepBack(where, trigger.percentage);
    const { change } = await step(tx, author);
    return change === undefined ? { result: environment } : { result: environment, change };
  });
  const version = change?.versions.get(result.id);
  if (version === undefined) return { did: "nothing", why: `${trigger.flag} is as low already` };
  return { did: trigger.percentage === undefined ? "killed" : "stepped back", why: reason, version };
}

/** Nobody is in while a flag is killed or disabled: there is nothing to step back from. */
function stepBack(where: FlagPlace, percentage: number): Step<unknown> {
  return async (tx, author) => {
    const { configuration } = await locate(tx, where);
    if (configuration.killed || !configuration.enabled) return { result: undefined };
    return stepBackStep(where, percentage, true)(tx, author);
  };
}

async function placeOf(reads: Reads, trigger: Trigger): Promise<{ project: Project; environment: Environment }> {
  const project = (await reads.projects()).find(({ id }) => id === trigger.projectId);
  const environment = (await reads.allEnvironments()).find(({ id }) => id === trigger.environmentId);
  if (project && environment) return { project, environment };
  throw new Error(`trigger ${trigger.id} belongs to a project or an environment that is not there`);
}

/** Lowering in its one environment: all that a trigger may do. */
const mayRespond = ({ projectId, environmentId }: Trigger): Authority => ({
  roleAt: (project, environment) => (project === projectId && environment === environmentId ? "responder" : undefined),
});
