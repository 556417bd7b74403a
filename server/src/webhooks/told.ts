import type { JsonValue } from "@switchyard/core";
import { changeTitle, sentence } from "@switchyard/core/words";
import type { ChangeRecord, Environment, Flag } from "../storage/port.ts";
import type { Webhook } from "../storage/webhooks.ts";

/** Whether a webhook is told of a change: of its project, after it was made, and of what it asks for. */
export function isToldOf(webhook: Webhook, change: ChangeRecord): boolean {
  if (change.projectId !== webhook.projectId || change.id <= webhook.since || !webhook.enabled) return false;
  if (webhook.actions.length > 0 && !webhook.actions.includes(change.action)) return false;
  if (webhook.environments.length === 0) return true;
  const concerned = new Set([...Object.keys(change.versions), ...(change.environmentId ? [change.environmentId] : [])]);
  return webhook.environments.some((id) => concerned.has(id));
}

/** What happened, in sentences: a headline with who and why, then how the flag was and how it is. */
export interface Told {
  title: string;
  by: string;
  reason?: string;
  before?: string;
  after?: string;
}

/** @param flag as it is now, if it still is */
export function tell(change: ChangeRecord, environment: Environment | undefined, flag: Flag | undefined): Told {
  const { action, segment, before, after, actor, reason } = change;
  const title = changeTitle({ action, flag: change.flag, segment, environment: environment?.key, after });
  const sides = action === "flag.configured" && flag && environment ? { flag, environment } : undefined;
  const words = (side: JsonValue) => sides && configurationWords(sides.flag, side, sides.environment.key);
  const [was, is] = [words(before), words(after)];
  return {
    title,
    by: actor.name,
    ...(reason === undefined ? {} : { reason }),
    ...(was === undefined ? {} : { before: was }),
    ...(is === undefined ? {} : { after: is }),
  };
}

/** What a side of an old change says may be of a shape that today's words can't read. */
function configurationWords(flag: Flag, side: JsonValue, environment: string): string | undefined {
  if (typeof side !== "object" || side === null || Array.isArray(side)) return undefined;
  try {
    return sentence(flag, side as never, environment);
  } catch {
    return undefined;
  }
}
