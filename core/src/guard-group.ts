import { keyForm, readAttribute, targetingKeyOf } from "./attribute.ts";
import type { CompiledFlag, CompiledServe, Outcome } from "./compiled.ts";
import { hashAfter, prefixState } from "./murmur.ts";

/** Shards are the top 5 bits of a hash of 32. */
const SHARD_BITS = 5;

function guardedServe(flag: CompiledFlag): CompiledServe | undefined {
  const { guard } = flag.source;
  if (guard === undefined) return undefined;
  return guard.rule === undefined ? flag.fallthrough : flag.rules.find(({ id }) => id === guard.rule)?.serve;
}

/**
 * Which group of the flag's guarded rollout an answer belongs to.
 *
 * @param answer of this flag, as `answerOf` gave it: answers are told apart as objects
 * @returns undefined where no guarded rollout runs, and for a context that never reached it
 */
export function guardGroup(flag: CompiledFlag, answer: Outcome): "treated" | "control" | undefined {
  const serve = guardedServe(flag);
  if (serve === undefined) return undefined;
  if (serve.outcomes.includes(answer)) return "treated";
  return answer === serve.otherwise ? "control" : undefined;
}

/**
 * The hash that stands for a context in guarded rollouts, independent of the ones that decide who is exposed and to what. Its top 5 bits are the
 * context's shard. Quick: SDKs ask for it on every evaluation of a guarded flag.
 *
 * @returns `bucket(salt, "#", key)`; undefined for a context without the attribute that the rollout buckets by, who is in no group either
 */
export function guardUnit(flag: CompiledFlag, context: unknown): number | undefined {
  const bucketBy = guardedServe(flag)?.bucketBy;
  const key = bucketBy === undefined ? targetingKeyOf(context) : keyForm(readAttribute(context, bucketBy));
  if (key === undefined) return undefined;
  const prefix = `${flag.source.salt}#`;
  return hashAfter(prefixState(prefix), prefix.length, key) >>> 0;
}

/**
 * The shard that guarded rollouts count a context in.
 *
 * @returns 0 to 31, or undefined as {@link guardUnit}
 */
export function guardShard(flag: CompiledFlag, context: unknown): number | undefined {
  const unit = guardUnit(flag, context);
  return unit === undefined ? undefined : unit >>> (32 - SHARD_BITS);
}
