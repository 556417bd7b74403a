import type { Schedule } from "../api/types.ts";
import { zonedWords } from "../words/zoned.ts";

/** When it is due: "Fri 27 Nov, 17:00 (Europe/Berlin)", and what it waits for. */
export function scheduleWords(
  { state, nextAt, cron, timeZone }: Pick<Schedule, "state" | "nextAt" | "cron" | "timeZone">,
  now = Date.now(),
): string {
  const again = cron === null ? "" : `again and again, at “${cron}”; `;
  const next =
    nextAt === null ? "" : `${cron === null ? "" : "next "}${zonedWords(nextAt, timeZone, now)} (${timeZone})`;
  if (state === "done") return "Done";
  if (state === "cancelled") return "Cancelled";
  if (state === "paused") return `Paused; ${again}${next}`;
  if (state === "waiting") return `Waits for approval; ${again}${next}`;
  return `${again}${next}`.replace(/^\w/, (letter) => letter.toUpperCase());
}
