/**
 * The key that was probably meant: the nearest by edit distance, if at most a third of what was typed (and at most
 * three characters) would have to change.
 */
export function nearest(key: string, keys: Iterable<string>): string | undefined {
  let best: string | undefined;
  let tooFar = Math.min(3, Math.ceil(key.length / 3)) + 1;
  for (const candidate of keys) {
    if (Math.abs(candidate.length - key.length) >= tooFar) continue;
    const distance = editDistance(key, candidate, tooFar);
    if (distance < tooFar) {
      best = candidate;
      tooFar = distance;
    }
  }
  return best;
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours ("optimal string alignment"), row by row, of what lies between
 * the common beginning and the common end. It stops where two rows running leave no way that is short enough.
 */
function editDistance(a: string, b: string, tooFar: number): number {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return between(a.slice(start, a.length - end), b.slice(start, b.length - end), tooFar);
}

function between(a: string, b: string, tooFar: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  let shortestOfLast = 0;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let shortest = i;
    for (let j = 1; j <= b.length; j++) {
      const substitution = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let distance = Math.min(at(last, j) + 1, at(row, j - 1) + 1, substitution);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        distance = Math.min(distance, at(beforeLast, j - 2) + 1);
      }
      row[j] = distance;
      shortest = Math.min(shortest, distance);
    }
    if (shortest >= tooFar && shortestOfLast >= tooFar) return tooFar;
    shortestOfLast = shortest;
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

const at = (row: number[], index: number) => row[index] ?? Number.POSITIVE_INFINITY;
