import { findSegmentProblems } from "@switchyard/core";
import { refuseProblems } from "../flags/check.ts";
import { regex } from "../regex.ts";
import type { Reads, Segment } from "../storage/port.ts";
import { segmentData } from "../storage/segment-data.ts";

/**
 * Checks a segment against everything else in the environment.
 *
 * @throws SwitchyardError INVALID_SEGMENT, with every problem in `details.problems`
 */
export async function checkSegment(reads: Reads, environmentId: string, segment: Segment): Promise<void> {
  const world = await reads.ruleset(environmentId);
  const problems = findSegmentProblems(segmentData(segment), world, { regex });
  refuseProblems("INVALID_SEGMENT", problems);
}
