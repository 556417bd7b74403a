import { ACTION_WORDS, list } from "@switchyard/core/words";
import type { Webhook } from "../api/types.ts";

export const FORMATS: Record<Webhook["format"], { label: string; meaning: string }> = {
  json: { label: "JSON", meaning: "for programs: the whole change, signed as Standard Webhooks describes" },
  slack: { label: "Slack", meaning: "a message in plain sentences, for an incoming webhook of Slack" },
  teams: { label: "Teams", meaning: "a message in plain sentences, for a workflow of Microsoft Teams" },
};

type Told = Pick<Webhook, "format" | "environments" | "actions" | "checkpointHours">;

/** "JSON, of kills in production, and a checkpoint every 24 hours". */
export function webhookWords({ format, environments, actions, checkpointHours }: Told): string {
  const what =
    actions.length === 0
      ? "every change"
      : list(
          actions.map((action) => `“${ACTION_WORDS[action] ?? action}”`),
          "and",
        );
  const where = environments.length === 0 ? "" : ` in ${list(environments, "and")}`;
  const checkpoint =
    checkpointHours === 0
      ? ""
      : `, and a checkpoint every ${checkpointHours === 1 ? "hour" : `${checkpointHours} hours`}`;
  return `${FORMATS[format].label}, of ${what}${where}${checkpoint}`;
}

/** How sending goes, and whether somebody should look at it. */
export function healthWords(
  { enabled, disabledReason, failures, failingSince, deliveredAt, pending }: Webhook,
  ago: (at: number) => string,
): { words: string; bad: boolean } {
  if (!enabled)
    return { words: disabledReason ? `Disabled: ${disabledReason}` : "Disabled", bad: Boolean(disabledReason) };
  const waiting = pending === 0 ? "" : `; ${pending} waiting`;
  if (failures > 0)
    return {
      words: `Failing since ${failingSince === null ? "now" : ago(failingSince)}, ${failures} in a row${waiting}`,
      bad: true,
    };
  return {
    words: `${deliveredAt === null ? "Nothing delivered yet" : `Delivered ${ago(deliveredAt)}`}${waiting}`,
    bad: false,
  };
}
