import { keyForm, readAttribute, targetingKeyOf } from "../attribute.ts";
import type { CompiledFlag, Outcome } from "../compile/compiled.ts";
import { hashAfter, prefixState } from "./murmur.ts";

/** Shards are the top 5 bits of a hash of 32. */
const SHARD_BITS = 5;

/** Who of those that reach a flag's guarded rollout is in which group, and who they are to it. Quick: SDKs ask on every evaluation. */
export interface GuardedRollout {
  /**
   * @param answer of this flag, as `answerOf` gave it: answers are told apart as objects
   * @returns undefined for a context that never reached the rollout
   */
  group(answer: Outcome): "treated" | "control" | undefined;
  /**
   * The hash that stands for a context, independent of those that decide who is exposed and to what. Its top 5 bits are the context's shard.
   *
   * @returns `bucket(salt, "#", key)`; undefined for a context without the attribute that the rollout buckets by, who is in no group either
   */
  unit(context: unknown): number | undefined;
}

const NOBODY: GuardedRollout = { group: () => undefined, unit: () => undefined };

export function guardedRollout(flag: CompiledFlag): GuardedRollout {
  const { guard, salt } = flag.source;
  if (guard === undefined) return NOBODY;
  const serve = guard.rule === undefined ? flag.fallthrough : flag.rules.find(({ id }) => id === guard.rule)?.serve;
  if (serve === undefined) return NOBODY;
  const { outcomes, otherwise, bucketBy } = serve;
  const prefix = `${salt}#`;
  const state = prefixState(prefix);
  return {
    group: (answer) => (outcomes.includes(answer) ? "treated" : answer === otherwise ? "control" : undefined),
    unit(context) {
      const key = bucketBy === undefined ? targetingKeyOf(context) : keyForm(readAttribute(context, bucketBy));
      return key === undefined ? undefined : hashAfter(state, prefix.length, key) >>> 0;
    },
  };
}

/** As {@link GuardedRollout.group}; undefined as well where no guarded rollout runs. */
export const guardGroup = (flag: CompiledFlag, answer: Outcome) => guardedRollout(flag).group(answer);

/**
 * The shard that guarded rollouts count a context in.
 *
 * @returns 0 to 31, or undefined as {@link GuardedRollout.unit}
 */
export function guardShard(flag: CompiledFlag, context: unknown): number | undefined {
  const unit = guardedRollout(flag).unit(context);
  return unit === undefined ? undefined : unit >>> (32 - SHARD_BITS);
}
