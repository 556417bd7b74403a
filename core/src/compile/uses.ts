import type { FlagData, SegmentData } from "../flag.ts";
import { compileFlag } from "./compile-flag.ts";
import { compileSegment } from "./compile-segment.ts";
import type { Reference } from "./compiled.ts";

/** All flags and segments of one environment, as data. */
export interface WorldData {
  flags: readonly FlagData[];
  segments: readonly SegmentData[];
}

/** What may be used: a whole flag, a segment, or one variant of a flag. */
export type Used = { flag: string; variant?: string } | { segment: string };

/** A place that uses it. */
export interface Use {
  kind: "flag" | "segment";
  /** The flag or segment that has the place. */
  key: string;
  /** Such as `rules[2].conditions[0]`. */
  path: string;
}

function isUse(reference: Reference, used: Used): boolean {
  if ("segment" in used) return reference.kind === "segment" && reference.key === used.segment;
  if (reference.kind !== "flag" || reference.key !== used.flag) return false;
  return used.variant === undefined || reference.variants.includes(used.variant);
}

/**
 * Lists who uses a flag, a segment or a variant, and so stands in the way of its deletion. A flag's own places count
 * for its variants, and do not for itself. A segment's do not for itself either.
 */
export function usersOf(world: WorldData, used: Used): Use[] {
  const uses: Use[] = [];
  for (const data of world.flags) {
    const { flag, variantUses } = compileFlag(data);
    const isSelf = "flag" in used && flag.key === used.flag;
    if (isSelf && used.variant !== undefined) {
      const own = variantUses.filter(({ variant }) => variant === used.variant);
      uses.push(...own.map(({ path }): Use => ({ kind: "flag", key: flag.key, path })));
    }
    if (isSelf) continue;
    const found = flag.references.filter((reference) => isUse(reference, used));
    uses.push(...found.map(({ path }): Use => ({ kind: "flag", key: flag.key, path })));
  }
  for (const data of world.segments) {
    const { segment } = compileSegment(data);
    if ("segment" in used && segment.key === used.segment) continue;
    const found = segment.references.filter((reference) => isUse(reference, used));
    uses.push(...found.map(({ path }): Use => ({ kind: "segment", key: segment.key, path })));
  }
  return uses;
}
