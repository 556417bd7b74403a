import type { Flag } from "../api/types.ts";
import { dayWords } from "../words/time.ts";

const DAY_MS = 86_400_000;

/** Why a flag should go: "To be removed by 31 Jan 2026, 12 days ago", or that nobody has touched it for long. */
export function removalWords({ lifetime }: Pick<Flag, "lifetime">, now: number): string {
  const day = lifetime.kind === "temporary" ? lifetime.expectedRemoval : undefined;
  const days = day === undefined ? 0 : Math.floor((now - Date.parse(day)) / DAY_MS);
  if (day === undefined || days < 0) return "Temporary, and untouched for 60 days";
  return `To be removed by ${dayWords(day)}, ${days === 0 ? "today" : days === 1 ? "yesterday" : `${days} days ago`}`;
}
