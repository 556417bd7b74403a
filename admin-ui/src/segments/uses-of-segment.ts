import type { Flag, Segment } from "../api/types.ts";

/** Where a segment is named: a flag in some environments, or another segment. */
export interface SegmentUse {
  kind: "flag" | "segment";
  key: string;
  environments: string[];
}

/** Who would notice if a segment changed. */
export function usesOfSegment(key: string, flags: readonly Flag[], segments: readonly Segment[]): SegmentUse[] {
  const uses: SegmentUse[] = [];
  for (const flag of flags) {
    if (flag.archived) continue;
    const environments = Object.values(flag.environments)
      .filter(({ rules }) => rules.some(({ conditions }) => names(conditions, key)))
      .map(({ environment }) => environment);
    if (environments.length > 0) uses.push({ kind: "flag", key: flag.key, environments });
  }
  for (const segment of segments) {
    if (segment.rules.some(({ conditions }) => names(conditions, key)))
      uses.push({ kind: "segment", key: segment.key, environments: [] });
  }
  return uses;
}

const names = (conditions: Segment["rules"][number]["conditions"], key: string) =>
  conditions.some(
    ({ operator, values = [] }) => (operator === "inSegment" || operator === "notInSegment") && values.includes(key),
  );
