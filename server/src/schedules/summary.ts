import { changeTitle, list } from "@switchyard/core/words";
import type { Change, Environment } from "../storage/port.ts";

const MAX_NAMED = 5;

/** What was done, in one line: "Changed checkout in production". */
export function summaryOf(changes: readonly Change[], environments: readonly Environment[]): string {
  if (changes.length === 0) return "There was nothing to change";
  const titles = changes.map(({ action, flag, segment, environmentId, after }) => {
    const environment = environments.find(({ id }) => id === environmentId)?.key;
    return changeTitle({ action, flag, segment, environment, after });
  });
  const unique = [...new Set(titles)];
  const more = unique.length - MAX_NAMED;
  return more > 0 ? `${unique.slice(0, MAX_NAMED).join(", ")} and ${more} more` : list(unique, "and");
}
