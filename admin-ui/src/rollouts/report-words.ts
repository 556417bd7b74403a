import { percent, span } from "@switchyard/core/words";
import type { Rollout } from "../api/types.ts";
import { counted } from "../words/count.ts";

/** What a rollout did, in two or three sentences. */
export function reportWords({ status, plan, progress }: Rollout, affected: number | undefined): string {
  const { startedAt, endedAt, why } = progress;
  const share = percent(progress.percentage);
  const after = startedAt !== undefined && endedAt !== undefined ? ` after ${span(endedAt - startedAt)}` : "";
  const met = affected === undefined ? "" : ` ${counted(affected, "request")} met the change.`;
  const because = why ? ` Why: ${why}.` : "";
  switch (status) {
    case "rolledBack":
      return `${plan.flag} was rolled back from ${share}${after}: everyone gets ${plan.otherwise} again.${met}${because}`;
    case "killed":
      return `${plan.flag} was killed at ${share}${after}: everyone gets the off variant.${met}${because}`;
    case "stopped":
      return startedAt === undefined
        ? `The plan for ${plan.flag} was dropped before its start.${because}`
        : `The rollout of ${plan.flag} was ended at ${share}${after}, and nothing watches over it any more.${met}${because}`;
    case "finished":
      return `${plan.flag} climbed to ${share}${after}, and no guard proved any harm.${met}`;
    case "draft":
      return `The rollout of ${plan.flag} is planned and was not started.`;
    default:
      return `${plan.flag} is at ${share} and its guards are watching.${met}${because}`;
  }
}
