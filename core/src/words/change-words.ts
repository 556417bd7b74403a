import { list } from "./lists.ts";
import { percent } from "./percent.ts";

/** An entry of the change log, as far as its headline needs it. */
interface Named {
  action: string;
  flag?: string | undefined;
  segment?: string | undefined;
  environment?: string | undefined;
  after?: unknown;
}

/** What happened, as a headline: "Killed new-checkout in production". */
export function changeTitle({ action, flag, segment, environment, after }: Named): string {
  const words = ACTION_WORDS[action] ?? action;
  const thing = flag ?? segment ?? nameOf(after);
  const where = environment ? ` in ${environment}` : "";
  return `${words}${thing ? ` ${thing}` : ""}${where}${wayOf(after)}`;
}

/** Of a guarded rollout's start, what it sets going; of an agreement, to what: ": 5 % → 25 % → 100 %, guarded by errors and p99". */
function wayOf(after: unknown): string {
  if (typeof after !== "object" || after === null) return "";
  const { way, guards, to } = after as { way?: unknown; guards?: unknown; to?: unknown };
  if (typeof to === "number") return `: ${percent(to)}`;
  if (!isAll(way, "number") || !isAll(guards, "string")) return "";
  return `: ${way.map(percent).join(" → ")}, guarded by ${list(guards, "and")}`;
}

function isAll<Kind extends "number" | "string">(
  things: unknown,
  kind: Kind,
): things is (Kind extends "number" ? number : string)[] {
  return Array.isArray(things) && things.length > 0 && things.every((thing) => typeof thing === kind);
}

/** What can happen, as the beginning of a headline. */
export const ACTION_WORDS: Record<string, string> = {
  "project.created": "Created project",
  "project.updated": "Edited project",
  "environment.created": "Created environment",
  "environment.updated": "Edited environment",
  "environment.drilled": "Drill",
  "flag.created": "Created flag",
  "flag.updated": "Edited flag",
  "flag.archived": "Archived flag",
  "flag.unarchived": "Brought back flag",
  "flag.configured": "Changed",
  "flag.killed": "Killed",
  "flag.restored": "Restored",
  "rollout.created": "Planned guarded rollout of",
  "rollout.deleted": "Dropped plan of a guarded rollout of",
  "rollout.started": "Started guarded rollout of",
  "rollout.advanced": "Guarded rollout went on:",
  "rollout.steppedBack": "Guarded rollout went a stage back:",
  "rollout.approved": "Agreed to the next stage of",
  "rollout.paused": "Paused guarded rollout of",
  "rollout.resumed": "Resumed guarded rollout of",
  "rollout.rolledBack": "Rolled back",
  "rollout.stopped": "Ended guarded rollout of",
  "rollout.finished": "Finished guarded rollout of",
  "rollout.noted": "Guarded rollout under way:",
  "segment.saved": "Saved segment",
  "segment.deleted": "Deleted segment",
  "key.created": "Created SDK key",
  "key.revoked": "Revoked SDK key",
  "policy.updated": "Changed the policy",
  "glass.broken": "Pushed through a change",
  "review.opened": "Asked for an after-review",
  "review.closed": "Closed the after-review",
  "user.created": "Created account",
  "request.opened": "Proposed",
  "request.edited": "Edited change request",
  "request.commented": "Commented on change request",
  "request.approved": "Approved change request",
  "request.declined": "Declined change request",
  "request.withdrawn": "Withdrew change request",
  "request.applied": "Applied change request",
  "schedule.created": "Scheduled",
  "schedule.begun": "Began schedule",
  "schedule.paused": "Paused schedule",
  "schedule.resumed": "Resumed schedule",
  "schedule.cancelled": "Cancelled schedule",
  "schedule.held": "Held schedule",
  "schedule.ran": "Ran schedule",
  "schedule.failed": "Could not run schedule",
  "schedule.missed": "Missed schedule",
  "user.updated": "Edited account",
  "user.deactivated": "Deactivated",
  "user.reactivated": "Reactivated",
  "user.invited": "Invited",
  "invitation.withdrawn": "Withdrew invitation of",
  "invitation.accepted": "Accepted invitation",
  "member.added": "Gave access to",
  "member.updated": "Changed the roles of",
  "member.removed": "Took access from",
  "identity.linked": "First sign-in at the provider by",
  "password.offered": "Made a link for a new password of",
  "password.changed": "Changed password of",
  "sessions.ended": "Signed out everywhere",
  "token.created": "Created API token",
  "token.updated": "Edited API token",
  "token.rotated": "Rotated API token",
  "token.revoked": "Revoked API token",
  "key.rotated": "Rotated SDK key",
  "webhook.created": "Created webhook",
  "webhook.updated": "Edited webhook",
  "webhook.disabled": "Stopped webhook",
  "webhook.deleted": "Deleted webhook",
  "trigger.created": "Created trigger for",
  "trigger.revoked": "Revoked trigger for",
};

function nameOf(after: unknown): string {
  if (typeof after !== "object" || after === null) return "";
  const { name, key } = after as { name?: unknown; key?: unknown };
  return typeof name === "string" && name ? name : typeof key === "string" ? key : "";
}
