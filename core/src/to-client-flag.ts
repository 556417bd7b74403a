import { parsePath } from "./attribute.ts";
import { exposureThreshold, splitBounds } from "./bucket.ts";
import type { CompiledFlag, Ruleset } from "./compiled.ts";
import { answerOf } from "./evaluate.ts";
import type { EvaluationContext, JsonValue, Rollout, Variant } from "./flag.ts";
import type { ClientFlag, ClientRollout } from "./messages.ts";

/** Decided by nothing but a rollout, which a browser can bucket by itself. */
function pureRollout(flag: CompiledFlag): Rollout | undefined {
  const isPure = flag.prerequisites.length === 0 && flag.targets === undefined && flag.rules.length === 0;
  const { fallthrough } = flag.source;
  return isPure && "rollout" in fallthrough ? fallthrough.rollout : undefined;
}

function toClientRollout({ source, key }: CompiledFlag, rollout: Rollout): ClientRollout {
  const valueFor = (variant: string): JsonValue =>
    source.variants.find((one: Variant) => one.key === variant)?.value ?? null;
  const bounds = splitBounds(rollout.variants.map(({ weight }) => weight));
  return {
    key,
    salt: source.salt,
    below: exposureThreshold(rollout.percentage),
    variants: rollout.variants.map(({ variant }, at) => ({
      variant,
      value: valueFor(variant),
      below: bounds[at] ?? 0,
    })),
    otherwise: { variant: rollout.otherwise, value: valueFor(rollout.otherwise) },
    ...(typeof rollout.bucketBy === "string" && { bucketBy: parsePath(rollout.bucketBy) }),
  };
}

/**
 * What a browser may know of a flag: an answer, or a rollout of percentages. Never a rule, a segment or anybody's key.
 *
 * @param context whom the browser asks for; read only when the answer depends on more than a rollout
 * @returns `undefined` for a flag that is unknown or not client-side. `shared` says that the flag is the same for
 *   everyone, so that one frame serves all browsers of the environment.
 */
export function toClientFlag(
  ruleset: Ruleset,
  key: string,
  context: EvaluationContext | undefined,
): { flag: ClientFlag; shared: boolean } | undefined {
  const compiled = ruleset.flags.get(key);
  if (compiled?.clientSide !== true) return undefined;
  const shared = compiled.answer !== undefined;
  const rollout = shared ? undefined : pureRollout(compiled);
  if (rollout !== undefined) return { flag: toClientRollout(compiled, rollout), shared: true };

  const { variant, value, reason, errorCode } = answerOf(ruleset, key, context);
  if (variant === undefined || value === undefined) return { flag: { key, errorCode: errorCode ?? "GENERAL" }, shared };
  return { flag: { key, variant, value, reason }, shared };
}
