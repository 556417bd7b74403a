import type { Schedule } from "../api/types.ts";
import { cronWords } from "../words/cron.ts";
import { zonedWords } from "../words/zoned.ts";

/** When it is due, "Fri 27 Nov, 17:00 (Europe/Berlin)" or "Every Friday at 17:00 (Europe/Berlin)", and what it waits for. */
export function scheduleWords(
  { state, nextAt, cron, timeZone }: Pick<Schedule, "state" | "nextAt" | "cron" | "timeZone">,
  now = Date.now(),
): string {
  if (state === "done") return "Done";
  if (state === "cancelled") return "Cancelled";
  const time = cron === null ? nextAt !== null && zonedWords(nextAt, timeZone, now) : cronWords(cron);
  const when = time ? `${time} (${timeZone})` : "";
  if (state === "paused") return `Paused; ${when}`;
  if (state === "waiting") return `Waits for approval; ${when}`;
  return when.replace(/^\w/, (letter) => letter.toUpperCase());
}
