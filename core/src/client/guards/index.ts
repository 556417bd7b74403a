// What both SDKs count for guarded rollouts. Apart from the rest, so that a page loads it only while one runs.

export { guardBucket, HIGHEST_BUCKET, LOWEST_BUCKET } from "../../hash/guard-bucket.ts";
export { createGroupCounts, type GroupCounts, type RequestOutcome } from "./group-counts.ts";
