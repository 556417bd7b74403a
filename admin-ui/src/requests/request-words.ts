import type { ChangeRequest, ChangeRequestDetail } from "../api/types.ts";
import { counted } from "../words/count.ts";

/** How far a request is, in a few words. */
export function requestWords({
  state,
  approvals,
  schedule,
}: Pick<ChangeRequest, "state" | "approvals" | "schedule">): string {
  if (state === "applied") return schedule === null ? "Applied" : "Approved, and scheduled";
  if (state === "declined") return "Declined";
  if (state === "withdrawn") return "Withdrawn";
  return approvals === 0 ? "Waits for approval" : `${counted(approvals, "approval")} so far`;
}

/** "1 of 2 approvals", and what is still to come. */
export function approvalWords({ approvals, needs, may, problem, applyWhenApproved }: ChangeRequestDetail): string {
  if (needs === 0 && approvals === 0) return "Nobody’s approval is asked for.";
  const have = `${approvals} of ${counted(Math.max(needs, 1), "approval")}`;
  if (approvals < needs) return `${have}${applyWhenApproved ? "; applied by itself with the last of them" : ""}.`;
  if (problem) return `${have}, but it can’t be done as things are.`;
  return may.apply ? `${have}: it can be applied.` : `${have}.`;
}

const EVENTS: Record<ChangeRequestDetail["events"][number]["kind"], string> = {
  opened: "proposed this",
  edited: "changed what is proposed",
  comment: "wrote",
  approved: "approved",
  declined: "declined",
  withdrawn: "withdrew it",
  applied: "applied it",
};

/** What somebody did; an approval that no longer counts says so. */
export const eventWords = ({ kind, counts }: Pick<ChangeRequestDetail["events"][number], "kind" | "counts">): string =>
  `${EVENTS[kind]}${kind === "approved" && counts === false ? ", of something that is no longer proposed" : ""}`;
