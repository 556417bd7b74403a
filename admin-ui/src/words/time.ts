const STEPS: [unit: Intl.RelativeTimeFormatUnit, ms: number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const absolute = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });
const short = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });

/** "2 minutes ago", "yesterday"; a date when it is longer than a month ago. Times in milliseconds since 1970. */
export function ago(at: number, now: number): string {
  const elapsed = Math.max(0, now - at);
  if (elapsed < 5000) return "just now";
  if (elapsed > 30 * 86_400_000) return short.format(at);
  const [unit, ms] = STEPS.find(([, step]) => elapsed >= step) ?? ["second", 1000];
  return relative.format(-Math.floor(elapsed / ms), unit);
}

export function exactTime(at: number): string {
  return absolute.format(at);
}
