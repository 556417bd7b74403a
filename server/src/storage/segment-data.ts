import type { SegmentData } from "@switchyard/core";

/** A segment as SDKs get it. */
export const segmentData = ({ key, rules, includedKeys, excludedKeys }: SegmentData): SegmentData => ({
  key,
  rules,
  includedKeys,
  excludedKeys,
});
