import { randomUUID } from "node:crypto";
import { newToken, sha256 } from "../auth/tokens.ts";
import { SwitchyardError } from "../errors.ts";
import { type FlagPlace, requireFlag } from "../flags/find.ts";
import { asJson } from "../flags/json.ts";
import { notFound, requireEnvironment, requireProject } from "../projects/find.ts";
import type { Author, Storage } from "../storage/port.ts";
import type { Trigger } from "../storage/triggers.ts";

/** Of one flag in one environment. */
export const MAX_TRIGGERS = 20;
const PREFIX = "sw_trigger_";
/** How much of a secret stays readable: enough to tell triggers apart, nothing to guess from. */
const HINT_LENGTH = PREFIX.length + 4;

/** What every trigger's secret looks like. */
export const TRIGGER_SECRET = /^sw_trigger_[A-Za-z0-9_-]{43}$/;

/**
 * Makes a secret address that kills a flag, or steps its percentage back. The answer is the only place where it is readable.
 *
 * @throws SwitchyardError NOT_FOUND, DAMAGED, LIMIT_REACHED
 */
export async function createTrigger(
  storage: Storage,
  author: Author,
  where: FlagPlace,
  input: { name: string; percentage?: number },
): Promise<{ trigger: Trigger; secret: string }> {
  const secret = `${PREFIX}${newToken()}`;
  const { result } = await storage.change(author, async (tx) => {
    const project = await requireProject(tx, where.project);
    const environment = await requireEnvironment(tx, project, where.environment);
    const flag = await requireFlag(tx, project, where.flag);
    if (flag.archived) throw new SwitchyardError("INVALID_REQUEST", `Flag ${flag.key} is archived: no SDK asks for it`);
    const others = (await tx.triggers(environment.id)).filter((one) => one.flag === flag.key);
    if (others.length >= MAX_TRIGGERS) {
      const message = `${flag.key} in ${environment.key} may have at most ${MAX_TRIGGERS} triggers, it has them`;
      throw new SwitchyardError("LIMIT_REACHED", `${message}: revoke one first`);
    }
    const trigger: Trigger = {
      id: randomUUID(),
      projectId: project.id,
      environmentId: environment.id,
      flag: flag.key,
      name: input.name,
      ...(input.percentage === undefined ? {} : { percentage: input.percentage }),
      hint: secret.slice(0, HINT_LENGTH),
      createdAt: Date.now(),
      createdBy: author.actor.name,
    };
    await tx.insertTrigger(trigger, sha256(secret));
    const { id, name, percentage, hint } = trigger;
    return {
      result: trigger,
      change: {
        action: "trigger.created",
        projectId: project.id,
        environmentId: environment.id,
        flag: flag.key,
        before: null,
        after: asJson({ id, name, percentage, hint }),
        affects: [],
      },
    };
  });
  return { trigger: result, secret };
}

/** @throws SwitchyardError NOT_FOUND */
export async function revokeTrigger(
  storage: Storage,
  author: Author,
  where: FlagPlace & { id: string },
): Promise<void> {
  await storage.change(author, async (tx) => {
    const project = await requireProject(tx, where.project);
    const environment = await requireEnvironment(tx, project, where.environment);
    const all = await tx.triggers(environment.id);
    const trigger = all.find(({ id, flag }) => id === where.id && flag === where.flag);
    if (trigger === undefined) throw notFound("trigger", where.id, `flag ${where.flag} in ${environment.key}`);
    await tx.revokeTrigger(trigger.id, Date.now());
    const { id, name, percentage, hint } = trigger;
    return {
      result: undefined,
      change: {
        action: "trigger.revoked",
        projectId: project.id,
        environmentId: environment.id,
        flag: trigger.flag,
        before: asJson({ id, name, percentage, hint }),
        after: null,
        affects: [],
      },
    };
  });
}
