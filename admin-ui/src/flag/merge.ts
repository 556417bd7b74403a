import type { Configuration, Prerequisite, Rule, Target } from "@switchyard/core";

/** What people decide about a flag in one environment. */
export type Decisions = Configuration;

export function decisionsOf({ enabled, offVariant, prerequisites, targets, rules, fallthrough }: Decisions): Decisions {
  return { enabled, offVariant, prerequisites, targets, rules, fallthrough };
}

export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export interface Merge {
  merged: Decisions;
  /** What both changed in different ways, in words: mine is taken there. */
  overlaps: string[];
}

/** My edits of `base` on top of what it became meanwhile. Nothing of either side is lost, but for the overlaps. */
export function merge(base: Decisions, mine: Decisions, theirs: Decisions): Merge {
  const overlaps: string[] = [];
  const pick = <T>(words: string, was: T, my: T, their: T): T => {
    if (same(my, was)) return their;
    if (!same(their, was) && !same(my, their)) overlaps.push(words);
    return my;
  };
  const merged: Decisions = {
    enabled: pick("on or off", base.enabled, mine.enabled, theirs.enabled),
    offVariant: pick("the off variant", base.offVariant, mine.offVariant, theirs.offVariant),
    prerequisites: mergeList(base.prerequisites, mine.prerequisites, theirs.prerequisites, {
      id: ({ flag }: Prerequisite) => flag,
      words: ({ flag }) => `the prerequisite ${flag}`,
      pick,
    }),
    targets: mergeTargets(base.targets, mine.targets, theirs.targets),
    rules: mergeList(base.rules, mine.rules, theirs.rules, {
      id: ({ id }: Rule) => id,
      words: ({ id, name }) => `the rule ${name || id}`,
      pick,
    }),
    fallthrough: pick("what everyone else gets", base.fallthrough, mine.fallthrough, theirs.fallthrough),
  };
  return { merged, overlaps };
}

interface ListMerge<T> {
  id: (item: T) => string;
  words: (item: T) => string;
  pick: (words: string, was: T | undefined, my: T | undefined, their: T | undefined) => T | undefined;
}

/** Item by item. The order is mine when I changed it, else theirs; whatever only the other has stays after what it followed. */
function mergeList<T>(
  base: readonly T[],
  mine: readonly T[],
  theirs: readonly T[],
  { id, words, pick }: ListMerge<T>,
): T[] {
  const find = (list: readonly T[], key: string) => list.find((item) => id(item) === key);
  const order = (list: readonly T[]) => list.map(id);
  const moved = !same(
    order(mine).filter((key) => find(base, key)),
    order(base).filter((key) => find(mine, key)),
  );
  const keys = interleave(order(moved ? mine : theirs), order(moved ? theirs : mine));
  return keys.flatMap((key) => {
    const [was, my, their] = [find(base, key), find(mine, key), find(theirs, key)];
    const some = my ?? their ?? was;
    const picked = some && pick(words(some), was, my, their);
    return picked === undefined ? [] : [picked];
  });
}

/** All of `first` in its order, and each of `second` that it lacks right after the one that it followed there. */
function interleave(first: readonly string[], second: readonly string[]): string[] {
  const result = [...first];
  second.forEach((key, index) => {
    if (result.includes(key)) return;
    const after = result.indexOf(second[index - 1] ?? "");
    result.splice(after + 1, 0, key);
  });
  return result;
}

/** Key by key: two people who name different people don't disturb each other. */
function mergeTargets(base: readonly Target[], mine: readonly Target[], theirs: readonly Target[]): Target[] {
  if (same(base, mine)) return [...theirs];
  const keysOf = (list: readonly Target[], variant: string) =>
    list.filter((target) => target.variant === variant).flatMap(({ keys }) => keys);
  const variants = interleave(
    theirs.map(({ variant }) => variant),
    mine.map(({ variant }) => variant),
  );
  return variants.flatMap((variant) => {
    const was = new Set(keysOf(base, variant));
    const my = new Set(keysOf(mine, variant));
    const kept = keysOf(theirs, variant).filter((key) => my.has(key) || !was.has(key));
    const added = [...my].filter((key) => !was.has(key) && !kept.includes(key));
    const keys = [...kept, ...added];
    const removed = keys.length === 0 && !mine.some((target) => target.variant === variant);
    return removed ? [] : [{ variant, keys }];
  });
}
