const STEPS: [unit: Intl.RelativeTimeFormatUnit, ms: number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const absolute = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "long" });
const utcDay = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });
const short = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });

/** "2 minutes ago", "yesterday"; a date when it is longer than a month ago. Times in milliseconds since 1970. */
export function ago(at: number, now: number): string {
  const elapsed = Math.max(0, now - at);
  if (elapsed < 5000) return "just now";
  if (elapsed > 30 * 86_400_000) return short.format(at);
  const [unit, ms] = STEPS.find(([, step]) => elapsed >= step) ?? ["second", 1000];
  return relative.format(-Math.floor(elapsed / ms), unit);
}

/** By the reader's clocks, and which these are: others read what is copied from here. */
export function exactTime(at: number): string {
  return absolute.format(at);
}

/** A day as people write it, "31 Jan 2026", from `2026-01-31`, the same in every time zone; what is no day as it came. */
export const dayWords = (day: string): string => (Number.isNaN(Date.parse(day)) ? day : utcDay.format(Date.parse(day)));

/** How long something took, in its largest unit: "3 days", "1 hour", "40 seconds". */
export function howLong(ms: number): string {
  const [unit, step] = STEPS.find(([, one]) => ms >= one) ?? (["second", 1000] as const);
  const count = Math.max(1, Math.round(ms / step));
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

const near = new Intl.DateTimeFormat("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" });
const dated = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" } as const;
const far = new Intl.DateTimeFormat("en-GB", dated);
const nextYear = new Intl.DateTimeFormat("en-GB", { ...dated, year: "numeric" });

/** A moment to come, in the reader's own time: "on Mon, 09:00"; with its date when it is more than six days away, and its year when it is another. */
export function whenWords(at: number, now = Date.now()): string {
  if (at - now < 6 * 86_400_000) return `on ${near.format(at)}`;
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return `on ${(isThisYear ? far : nextYear).format(at)}`;
}
