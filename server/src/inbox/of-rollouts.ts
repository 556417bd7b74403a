import { percent } from "@switchyard/core/words";
import { isAtLeast } from "../storage/authority.ts";
import type { Reads, Rollout } from "../storage/port.ts";
import type { InboxItem, Reader } from "./item.ts";

/** Guarded rollouts that go on only when somebody says so. */
export async function ofRollouts(reads: Reads, { by, project, environments }: Reader): Promise<InboxItem[]> {
  const open = await reads.openRollouts();
  return open.flatMap((rollout): InboxItem[] => {
    const environment = environments.find(({ id }) => id === rollout.environmentId);
    if (!environment || rollout.plan.projectId !== project.id) return [];
    if (!isAtLeast(by.authority?.roleAt(project.id, environment.id), environment.protected ? "releaser" : "editor"))
      return [];
    const text = whatFor(rollout);
    if (text === undefined) return [];
    const { id, plan, progress } = rollout;
    const title = `Rollout of ${plan.flag} in ${environment.key}`;
    return [
      { kind: "rollout", at: progress.since, title, text, environment: environment.key, flag: plan.flag, rollout: id },
    ];
  });
}

function whatFor({ status, plan, progress }: Rollout): string | undefined {
  if (status === "paused") return `It is paused${progress.why ? `: ${progress.why}` : ""}`;
  const next = plan.stages[progress.stage + 1];
  if (!next?.approval || progress.approved?.stage === progress.stage + 1) return undefined;
  return `It goes on to ${percent(next.percentage)} only with approval`;
}
