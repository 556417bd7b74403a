import { isDeepStrictEqual } from "node:util";
import type { Configuration, Serve } from "@switchyard/core";
import { rampTo } from "@switchyard/core/words";
import type { Author, FlagConfiguration, Storage } from "../storage/port.ts";
import type { Step } from "../storage/step.ts";
import { asCommitted } from "./as-committed.ts";
import { decisions } from "./configure-flag.ts";
import { type FlagPlace, locate } from "./find.ts";
import { asJson } from "./json.ts";

/**
 * Lowers every rollout of a flag that is above a percentage to it. As with a kill nothing blocks it: no version, no
 * validation, no policy; what somebody else changed meanwhile stays. Rollouts that are there or below, and what is
 * served to everyone or to single keys, stay as they are; to take these back, kill the flag.
 *
 * @param percentage 0 to 100, in steps of 0.001
 * @throws SwitchyardError NOT_FOUND, DAMAGED; WOULD_RAISE when somebody would get more by it: where a rollout gives the
 * safe variant to the exposed share, or another flag asks for this one's safe variant
 */
export async function stepBack(
  storage: Storage,
  author: Author,
  where: FlagPlace,
  percentage: number,
): Promise<FlagConfiguration> {
  const lowering = { ...author, onlyLowers: true };
  const step = stepBackStep(where, percentage);
  return asCommitted(storage, await storage.change(lowering, (tx) => step(tx, lowering)));
}

/**
 * The same as a part of a change, which by itself may raise: say `onlyLowers` of its author.
 *
 * @param everyone also where everyone else gets one variant, which is a rollout of 100 % by another name
 */
export function stepBackStep(where: FlagPlace, percentage: number, everyone = false): Step<FlagConfiguration> {
  return async (tx) => {
    const { project, environment, flag, configuration } = await locate(tx, where);
    const before = decisions(configuration);
    const after = steppedBack(before, percentage);
    if (everyone && !("rollout" in before.fallthrough) && before.fallthrough.variant !== before.offVariant) {
      after.fallthrough = rampTo(flag, before, percentage);
    }
    if (isDeepStrictEqual(before, after)) return { result: configuration };
    const updated: FlagConfiguration = { ...configuration, ...after, updatedAt: Date.now() };
    await tx.putConfiguration(updated);
    return {
      result: updated,
      change: {
        action: "flag.configured",
        projectId: project.id,
        environmentId: environment.id,
        flag: flag.key,
        before: asJson(before),
        after: asJson(after),
        affects: [{ environmentId: environment.id, flags: [flag.key] }],
      },
    };
  };
}

function steppedBack(configuration: Configuration, percentage: number): Configuration {
  const lower = (serve: Serve): Serve =>
    "rollout" in serve && serve.rollout.percentage > percentage ? { rollout: { ...serve.rollout, percentage } } : serve;
  return {
    ...configuration,
    rules: configuration.rules.map((rule) => ({ ...rule, serve: lower(rule.serve) })),
    fallthrough: lower(configuration.fallthrough),
  };
}
