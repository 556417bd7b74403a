import { isDeepStrictEqual } from "node:util";
import { asJson } from "../flags/json.ts";
import { requireEnvironment, requireProject } from "../projects/find.ts";
import type { Author, Policy, Storage } from "../storage/port.ts";
import { checkPolicy, type PolicyInput } from "./check-policy.ts";

/** How an environment without a policy is: nothing is held but by roles. */
export const NO_POLICY: PolicyInput = {
  requireReason: false,
  approvals: 0,
  breakGlass: { role: "admin", people: [] },
  freezes: [],
};

/**
 * Replaces an environment's policy. One that lets more pass than the one before needs a reason. Saving what is there
 * already changes nothing.
 *
 * @throws SwitchyardError NOT_FOUND, INVALID_POLICY, FORBIDDEN, REASON_REQUIRED
 */
export async function setPolicy(
  storage: Storage,
  author: Author,
  where: { project: string; environment: string },
  input: PolicyInput,
): Promise<Policy> {
  const now = Date.now();
  const committed = await storage.change(author, async (tx) => {
    const project = await requireProject(tx, where.project);
    const environment = await requireEnvironment(tx, project, where.environment);
    await checkPolicy(tx, input, now);
    const stored = await tx.policy(environment.id);
    const before = stored === undefined || stored === "damaged" ? undefined : stored;
    const policy: Policy = { environmentId: environment.id, ...decisions(input), updatedAt: now };
    if (before && isDeepStrictEqual(asJson(decisions(before)), asJson(decisions(policy)))) return { result: before };
    await tx.putPolicy(policy);
    return {
      result: policy,
      change: {
        action: "policy.updated",
        projectId: project.id,
        environmentId: environment.id,
        before: stored === "damaged" ? null : asJson(decisions(before ?? NO_POLICY)),
        after: asJson(decisions(policy)),
        affects: [],
      },
    };
  });
  return committed.result;
}

/** What people decide, in a stable order. */
const decisions = ({ requireReason, approvals, breakGlass: { role, people }, freezes }: PolicyInput): PolicyInput => ({
  requireReason,
  approvals,
  breakGlass: { ...(role && { role }), people },
  freezes,
});
