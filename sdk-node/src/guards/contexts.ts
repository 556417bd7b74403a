const WAYS = 4;
const SETS = 2 ** 14;
const TREATED = 1;
/** Tells an entry from an empty place, whatever its hash. */
const TAKEN = 2;

/**
 * Contexts that were exposed lately, and to what: the last 65,536 or so, in 256 KB. A hash of 32 bits stands for each; its lower part says
 * where to look, its upper part is kept.
 */
export interface RecentContexts {
  remember(hash: number, treated: boolean): void;
  /** @returns its group, `undefined` when it was never exposed, or not lately */
  isTreated(hash: number): boolean | undefined;
}

export function createRecentContexts(): RecentContexts {
  const entries = new Uint32Array(SETS * WAYS);
  const entryOf = (hash: number) => (hash & -SETS) | TAKEN;

  return {
    remember(hash, treated) {
      const first = (hash & (SETS - 1)) * WAYS;
      const entry = (entryOf(hash) | (treated ? TREATED : 0)) >>> 0;
      if (entries[first] === entry) return;
      // Those before it move back, so that the one which was not seen for the longest time falls out.
      let at = first;
      while (at < first + WAYS - 1 && ((entries[at] as number) & ~TREATED) >>> 0 !== (entry & ~TREATED) >>> 0) at++;
      entries.copyWithin(first + 1, first, at);
      entries[first] = entry;
    },
    isTreated(hash) {
      const first = (hash & (SETS - 1)) * WAYS;
      const wanted = entryOf(hash) >>> 0;
      for (let at = first; at < first + WAYS; at++) {
        const entry = entries[at] as number;
        if ((entry & ~TREATED) >>> 0 === wanted) return (entry & TREATED) !== 0;
      }
      return undefined;
    },
  };
}

const SEEN_BITS = 2 ** 17;

/**
 * Contexts that were ever seen, in 16 KB. Of two that share a bit the second passes for the first: it is left out, whatever group it is in,
 * as the hash knows nothing of groups. Nobody counts twice.
 */
export function createSeenContexts(): { isFirst(hash: number): boolean } {
  const words = new Uint32Array(SEEN_BITS / 32);
  return {
    isFirst(hash) {
      const bit = 1 << (hash & 31);
      const at = (hash & (SEEN_BITS - 1)) >>> 5;
      const word = words[at] as number;
      if (word & bit) return false;
      words[at] = word | bit;
      return true;
    },
  };
}
