import { parsePath } from "./attribute.ts";
import type { CompiledFlag, Outcome, Ruleset } from "./compile/compiled.ts";
import { answerOf } from "./evaluate.ts";
import type { EvaluationContext, FlagGuard, JsonValue, Rollout, Variant } from "./flag.ts";
import { exposureThreshold, splitBounds } from "./hash/bucket.ts";
import { guardGroup, guardShard } from "./hash/guard-group.ts";
import type { ClientAnswer, ClientFlag, ClientGuard, ClientRollout } from "./messages/messages.ts";

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
    ...(source.guard && { guard: withoutPlace(source.guard) }),
  };
}

const withoutPlace = ({ rule, ...guard }: FlagGuard): ClientGuard => guard;

/** What one context counts as: worked out here, as a browser knows neither the rule nor what it buckets by. */
function personalGuard(flag: CompiledFlag, answer: Outcome, context: EvaluationContext | undefined) {
  const { guard } = flag.source;
  const group = guardGroup(flag, answer);
  const shard = guardShard(flag, context);
  if (guard === undefined || group === undefined || shard === undefined) return undefined;
  return { ...withoutPlace(guard), treated: group === "treated", shard };
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
  const isFinal = compiled.answer !== undefined;
  const rollout = isFinal ? undefined : pureRollout(compiled);
  if (rollout !== undefined) return { flag: toClientRollout(compiled, rollout), shared: true };

  // Where everyone gets the guarded change their shards differ still.
  const shared = isFinal && compiled.source.guard === undefined;
  const answer = answerOf(ruleset, key, context);
  const { variant, value, reason, errorCode } = answer;
  if (variant === undefined || value === undefined) return { flag: { key, errorCode: errorCode ?? "GENERAL" }, shared };
  const flag: ClientAnswer = { key, variant, value, reason };
  const guard = personalGuard(compiled, answer, context);
  if (guard) flag.guard = guard;
  return { flag, shared };
}
