/** One step from two lists to their difference. */
export interface Step<T> {
  from: "both" | "before" | "after";
  item: T;
}

/** So many pairs are compared; with more, a page would stand still. */
const MOST_PAIRS = 4_000_000;

/**
 * The shortest way from one list to another: what both have, in order, and what only one of them has. Where the lists
 * differ too much for that, all that differs goes and comes as a whole.
 */
export function difference<T>(before: readonly T[], after: readonly T[]): Step<T>[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const same = (items: readonly T[]): Step<T>[] => items.map((item) => ({ from: "both", item }));
  return [
    ...same(before.slice(0, start)),
    ...between(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...same(before.slice(before.length - end)),
  ];
}

function between<T>(before: readonly T[], after: readonly T[]): Step<T>[] {
  if (before.length * after.length > MOST_PAIRS) {
    return [
      ...before.map((item): Step<T> => ({ from: "before", item })),
      ...after.map((item): Step<T> => ({ from: "after", item })),
    ];
  }
  const common = commonLengths(before, after);
  const at = (i: number, j: number) => common[i]?.[j] ?? 0;
  const steps: Step<T>[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const old = before[i] as T;
    const fresh = after[j] as T;
    const bothLeft = i < before.length && j < after.length;
    if (bothLeft && old === fresh) {
      steps.push({ from: "both", item: old });
      i++;
      j++;
    } else if (j >= after.length || (bothLeft && at(i + 1, j) >= at(i, j + 1))) {
      steps.push({ from: "before", item: old });
      i++;
    } else {
      steps.push({ from: "after", item: fresh });
      j++;
    }
  }
  return steps;
}

/** `lengths[i][j]`: how many items `a` from i and `b` from j have in common, in order. */
function commonLengths<T>(a: readonly T[], b: readonly T[]): number[][] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    const [row = [], below = []] = [lengths[i], lengths[i + 1]];
    for (let j = b.length - 1; j >= 0; j--) {
      row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}
