import type { Segment } from "../api/types.ts";

/** What people decide about a segment. */
export type SegmentDraft = Pick<Segment, "name" | "rules" | "includedKeys" | "excludedKeys">;

export const draftOf = ({ name, rules, includedKeys, excludedKeys }: Segment): SegmentDraft => ({
  name,
  rules,
  includedKeys,
  excludedKeys,
});

/** Whether there is something to save. */
export function differs(a: SegmentDraft, b: SegmentDraft): boolean {
  return (
    a.name !== b.name ||
    !sameList(a.includedKeys, b.includedKeys) ||
    !sameList(a.excludedKeys, b.excludedKeys) ||
    JSON.stringify(a.rules) !== JSON.stringify(b.rules)
  );
}

/** Without a string of megabytes for each press of a key. */
const sameList = (a: readonly string[], b: readonly string[]) =>
  a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
