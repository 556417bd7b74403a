// What both SDKs count for guarded rollouts. Apart from the rest, so that a page loads it only while one runs.

export { createGroupCounts, type GroupCounts, type RequestOutcome } from "./group-counts.ts";
