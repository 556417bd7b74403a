import { createHash } from "node:crypto";
import { SwitchyardError } from "../errors.ts";
import { canonicalJson } from "../storage/canonical-json.ts";
import type { Flag } from "../storage/port.ts";
import { asJson } from "./json.ts";

const LENGTH = 16;

/**
 * Stands for what a flag is in every environment alike: another one after any edit of that, the same when an edit was
 * taken back. Configurations, which have versions of their own, don't count.
 */
export function revisionOf(flag: Flag): string {
  const { id, projectId, createdAt, ...facts } = flag;
  return createHash("sha256")
    .update(canonicalJson(asJson(facts)))
    .digest("hex")
    .slice(0, LENGTH);
}

/** @throws SwitchyardError VERSION_CONFLICT, with the present state in `details.current` */
export function requireRevision(flag: Flag, seen: string): void {
  const revision = revisionOf(flag);
  if (seen === revision) return;
  const { id, projectId, salt, createdAt, ...facts } = flag;
  throw new SwitchyardError(
    "VERSION_CONFLICT",
    `${flag.key} is at revision ${revision}, If-Match said ${seen}: somebody edited it in between, ` +
      "look at details.current and try again",
    { details: { current: asJson({ ...facts, revision }) } },
  );
}
