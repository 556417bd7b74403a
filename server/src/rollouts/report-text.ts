import { evidenceWords, percent, span } from "@switchyard/core/words";
import type { Rollout } from "../storage/port.ts";

interface Kept {
  evidence?: number;
  proof?: number;
  affected?: number;
  guards?: { line?: string }[];
  alert?: string;
}

/**
 * What happened, as one page to share: what, when, how many requests met it, and the evidence. Markdown, with nothing that only who may
 * sign in should see but the names of flag, environment and guards.
 */
export function reportText(rollout: Rollout, environment: string): string {
  const { plan, progress, status } = rollout;
  const { startedAt, endedAt, why, evidence } = progress;
  const kept = (typeof evidence === "object" && evidence !== null ? evidence : {}) as Kept;
  const share = percent(plan.stages[progress.stage]?.percentage ?? 0);
  const when = (at: number | undefined) => (at === undefined ? "not yet" : new Date(at).toISOString());
  const lines = [
    `# ${HEADLINES[status]} ${plan.flag} in ${environment}`,
    "",
    `- Plan: ${plan.name}, ${plan.stages.map(({ percentage }) => percent(percentage)).join(" → ")}`,
    `- Started: ${when(startedAt)}`,
  ];
  if (endedAt !== undefined) {
    const after = startedAt === undefined ? "" : `, after ${span(endedAt - startedAt)}`;
    lines.push(`- Ended: ${when(endedAt)}${after}, at ${share}`);
  } else lines.push(`- Now at: ${share}`);
  if (why !== undefined) lines.push(`- Why: ${plain(why)}`);
  if (kept.affected !== undefined) lines.push(`- Requests that met the change: ${kept.affected}`);
  if (status === "rolledBack") lines.push(`- Everyone there gets ${plain(plan.otherwise)} again.`);
  const guards = (kept.guards ?? []).flatMap(({ line }) => (typeof line === "string" ? [`- ${plain(line)}`] : []));
  if (guards.length > 0) lines.push("", "## Evidence", "", ...guards);
  if (kept.evidence !== undefined && kept.proof !== undefined) {
    lines.push("", `All guards together: ${evidenceWords(kept.evidence)} of ${Math.ceil(kept.proof)}.`);
  }
  return `${lines.join("\n")}\n`;
}

const HEADLINES: Readonly<Record<Rollout["status"], string>> = {
  draft: "A plan for",
  running: "Under way:",
  paused: "Paused:",
  rolledBack: "Rolled back:",
  stopped: "Ended:",
  finished: "Finished:",
  killed: "Killed:",
};

/** Names and reasons are people's: no line of theirs may look like one of ours. */
const plain = (text: string) => text.replaceAll(/[\r\n]+/g, " ").replaceAll(/[<>[\]`*_#|]/g, "\\$&");
