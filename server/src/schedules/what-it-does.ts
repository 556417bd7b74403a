import { createHash } from "node:crypto";
import { SwitchyardError } from "../errors.ts";
import type { Operation } from "../operations/operation.ts";
import { requireEnvironment } from "../projects/find.ts";
import { isAtLeast } from "../storage/authority.ts";
import { canonicalJson } from "../storage/canonical-json.ts";
import type { Author, Environment, Project, Reads, Schedule } from "../storage/port.ts";

/** What becomes of a flag by then nobody knows: only what lowers whatever there is counts as lowering. */
export const alwaysLowers = ({ kind }: Operation): boolean => kind === "kill" || kind === "disable";

/** The environments that operations concern, and whether all that they do there always lowers. */
export async function placesOf(
  reads: Reads,
  project: Project,
  operations: readonly Operation[],
): Promise<{ environment: Environment; lowers: boolean }[]> {
  const all = await reads.environments(project.id);
  const raised = new Set<string>();
  const concerned = new Set<string>();
  for (const operation of operations) {
    const places = "environment" in operation ? [await requireEnvironment(reads, project, operation.environment)] : all;
    for (const { id } of places) {
      concerned.add(id);
      if (!alwaysLowers(operation)) raised.add(id);
    }
  }
  return all.flatMap((environment) =>
    concerned.has(environment.id) ? { environment, lowers: !raised.has(environment.id) } : [],
  );
}

/** What a schedule's author lacks, so that somebody else must approve it. */
export interface Needs {
  /** 0 when it may begin at once. */
  approvals: number;
}

/**
 * Finds out whether somebody may make a schedule by themselves. Its runs are the server's own, which no approval holds:
 * so the policies are asked here, of everything but kills and turning off, whatever the flags are at this moment.
 *
 * @throws SwitchyardError FORBIDDEN, REASON_REQUIRED, DAMAGED
 */
export async function needsOf(
  reads: Reads,
  author: Author,
  project: Project,
  operations: readonly Operation[],
): Promise<Needs> {
  let approvals = 0;
  const holds = (environment?: Environment) => author.authority?.roleAt(project.id, environment?.id);
  const ask = (needs: "editor" | "responder", environment?: Environment) => {
    const role = holds(environment);
    if (isAtLeast(role, needs)) return;
    const where = environment ? `environment ${environment.key}` : `project ${project.key}`;
    throw new SwitchyardError(
      "FORBIDDEN",
      `Scheduling this in ${where} needs the role ${needs}, you are ${role ?? "nothing"} there`,
      {
        details: { needs, holds: role ?? null },
      },
    );
  };
  if (operations.some((operation) => !("environment" in operation))) ask("editor");
  for (const { environment, lowers } of await placesOf(reads, project, operations)) {
    ask(lowers ? "responder" : "editor", environment);
    if (lowers) continue;
    const policy = await reads.policy(environment.id);
    if (policy === "damaged") {
      throw new SwitchyardError(
        "DAMAGED",
        `The policy of environment ${environment.key} is damaged in the database, and nothing is scheduled without it: ` +
          "an admin must PUT it again",
      );
    }
    if (policy?.requireReason && !author.reason) {
      throw new SwitchyardError(
        "REASON_REQUIRED",
        `Scheduling this in ${environment.key} needs a reason, received none`,
      );
    }
    const ofRole = environment.protected && !isAtLeast(holds(environment), "releaser") ? 1 : 0;
    approvals = Math.max(approvals, policy?.approvals ?? 0, ofRole);
  }
  return { approvals };
}

/** How many approvals the policies ask for now, of whoever made it. */
export async function approvalsOfPolicies(
  reads: Reads,
  project: Project,
  operations: readonly Operation[],
): Promise<number> {
  let most = 1;
  for (const { environment, lowers } of await placesOf(reads, project, operations)) {
    const policy = lowers ? undefined : await reads.policy(environment.id);
    if (policy !== "damaged") most = Math.max(most, policy?.approvals ?? 0);
  }
  return most;
}

/** Of what a schedule does and when: what its approval is of. */
export function digestOfSchedule({
  operations,
  cron,
  timeZone,
  missed,
  graceMs,
  nextAt,
}: Pick<Schedule, "operations" | "cron" | "timeZone" | "missed" | "graceMs" | "nextAt">): string {
  const when = cron === undefined ? { at: nextAt ?? null } : { cron };
  return createHash("sha256")
    .update(canonicalJson({ operations, ...when, timeZone, missed, graceMs }))
    .digest("hex");
}
