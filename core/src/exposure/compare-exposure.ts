import type { Condition, FlagData, Serve } from "../flag.ts";
import { isSame } from "../same.ts";
import { outcomesOf, servesNoMore, servesOnly } from "./compare-serve.ts";
import { allImply } from "./implies.ts";

/**
 * - `lowers`: every context gets what it got, the safe variant, or no answer
 * - `raises`: some context may get something else
 * - `same`: nobody notices
 */
export type ExposureChange = "lowers" | "raises" | "same";

/**
 * Which way a change of one flag goes, told from the change itself and not from the button that was pressed. What can't be
 * told counts as raising: a change that lowers is never held back, so nothing may pass for one that is not.
 *
 * It speaks of this flag's own answers. Segments and other flags are taken to stay as they are, and flags that
 * ask this one may answer otherwise after it.
 */
export function compareExposure(before: FlagData, after: FlagData): ExposureChange {
  if (!givesNoMore(before, after)) return "raises";
  return givesNoMore(after, before) ? "same" : "lowers";
}

const isOff = ({ enabled, killed }: FlagData) => !enabled || killed === true;

/** Whether a change lowers or does nothing. */
export function givesNoMore(before: FlagData, after: FlagData): boolean {
  const safe = after.offVariant;
  if (before.offVariant !== safe || before.type !== after.type || before.salt !== after.salt) return false;
  // The safe variant must be what it was for anyone to be safe; the others for those who keep them.
  const changed = after.variants.filter(
    (variant) => !before.variants.some((other) => isSame(variant.value, other.value) && variant.key === other.key),
  );
  if (changed.some(({ key }) => key === safe)) return false;
  // What a browser shows without the flag is its application's default, which nobody here knows.
  if ((after.clientSide === true) !== (before.clientSide === true)) return false;
  if (isOff(after)) return true;
  if (changed.length > 0 || isOff(before)) return !servesOthers(after);
  return keepsPrerequisites(before, after) && targetsNoMore(before, after) && rulesServeNoMore(before, after);
}

/** Whether anyone may get anything but the safe variant, if only no answer. */
function servesOthers({ targets, rules, fallthrough, offVariant }: FlagData): boolean {
  const serves = [...rules.map(({ serve }) => serve), fallthrough];
  return (
    targets.some(({ variant, keys }) => variant !== offVariant && keys.length > 0) ||
    serves.some((serve) => !servesOnly(serve, offVariant))
  );
}

/** Each prerequisite there was is still there, or a stricter one. */
function keepsPrerequisites(before: FlagData, after: FlagData): boolean {
  return before.prerequisites.every(({ flag, variants }) =>
    after.prerequisites.some((other) => other.flag === flag && other.variants.every((one) => variants.includes(one))),
  );
}

/** In this order the first target that lists a key has it. */
function targetedKeys({ targets }: FlagData): Map<string, string> {
  const keys = new Map<string, string>();
  for (const target of targets) for (const key of target.keys) if (!keys.has(key)) keys.set(key, target.variant);
  return keys;
}

function targetsNoMore(before: FlagData, after: FlagData): boolean {
  const old = targetedKeys(before);
  const now = targetedKeys(after);
  const safe = after.offVariant;
  for (const [key, variant] of now) if (variant !== safe && old.get(key) !== variant) return false;
  // Who is no longer listed goes on to the rules, any of which may be theirs.
  const released = new Set([...old].filter(([key]) => !now.has(key)).map(([, variant]) => variant));
  if (released.size === 0) return true;
  const serves = [...after.rules.map(({ serve }) => serve), after.fallthrough];
  return (
    serves.every((serve) =>
      [...outcomesOf(serve)].every((variant) => variant === safe || (released.size === 1 && released.has(variant))),
    ) && !(released.has(safe) && serves.some((serve) => "rollout" in serve))
  );
}

interface Way {
  conditions: readonly Condition[];
  serve: Serve;
}

const waysOf = ({ rules, fallthrough }: FlagData): Way[] => [...rules, { conditions: [], serve: fallthrough }];

/** For each way in which a context can come out of the rules, before and after, unless no context can take both. */
function rulesServeNoMore(before: FlagData, after: FlagData): boolean {
  const old = waysOf(before);
  const now = waysOf(after);
  return now.every((to, at) =>
    old.every((from, was) => {
      const goesElsewhere = now
        .slice(0, at)
        .some(({ conditions }) => allImply(from.conditions, conditions) || allImply(to.conditions, conditions));
      const cameElsewhere = old
        .slice(0, was)
        .some(({ conditions }) => allImply(to.conditions, conditions) || allImply(from.conditions, conditions));
      return goesElsewhere || cameElsewhere || servesNoMore(from.serve, to.serve, after.offVariant);
    }),
  );
}
