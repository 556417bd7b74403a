import type { EventUsage, FlagUsage, Usage } from "../api.ts";
import type { Environment, Flag, Storage } from "../storage/port.ts";
import { HOUR_MS } from "../storage/usage.ts";
import { KEPT_MS } from "./usage-book.ts";

/** For so many hours counts are kept. */
export const MAX_HOURS = KEPT_MS / HOUR_MS;

/**
 * Of all flags, or of some.
 *
 * @param now milliseconds since 1970
 */
export async function readUsage(
  { usage }: Storage,
  { id }: Environment,
  flags: string[] | undefined,
  now = Date.now(),
): Promise<Usage> {
  const span = lastHours(24, now);
  const [evaluated, hourly] = await Promise.all([
    usage.evaluatedFlags(id, flags),
    usage.hourlyEvaluations(id, span.from, flags),
  ]);
  const entries = new Map(evaluated.map(({ flag, at }) => [flag, { lastEvaluatedAt: at, counts: span.zeros() }]));
  for (const { flag, hour, count } of hourly) span.add(entries.get(flag)?.counts, hour, count);
  return { from: span.from, flags: Object.fromEntries(entries) };
}

export async function readFlagUsage(
  { usage }: Storage,
  { id }: Environment,
  { key }: Flag,
  hours: number,
  now = Date.now(),
): Promise<FlagUsage> {
  const span = lastHours(hours, now);
  const [[evaluated], hourly] = await Promise.all([
    usage.evaluatedFlags(id, [key]),
    usage.variantEvaluations(id, key, span.from),
  ]);
  const variants = new Map<string | null, { variant: string | null; total: number; counts: number[] }>();
  for (const { variant, hour, count } of hourly) {
    const entry = variants.get(variant) ?? { variant, total: 0, counts: span.zeros() };
    variants.set(variant, entry);
    entry.total = sum(entry.total, count);
    span.add(entry.counts, hour, count);
  }
  return {
    from: span.from,
    lastEvaluatedAt: evaluated?.at ?? null,
    variants: [...variants.values()].sort((a, b) => b.total - a.total),
  };
}

export async function readEvents(
  { usage }: Storage,
  { id }: Environment,
  hours: number,
  now = Date.now(),
): Promise<EventUsage> {
  const span = lastHours(hours, now);
  const [tracked, hourly] = await Promise.all([usage.trackedEvents(id), usage.hourlyEvents(id, span.from)]);
  const entries = new Map(
    tracked.map(({ event, at }) => [event, { event, lastSeenAt: at, count: 0, sum: 0, counts: span.zeros() }]),
  );
  for (const row of hourly) {
    const entry = entries.get(row.event);
    if (!entry) continue;
    entry.count = sum(entry.count, row.count);
    entry.sum += row.sum;
    span.add(entry.counts, row.hour, row.count);
  }
  return { from: span.from, events: [...entries.values()] };
}

/** The last hours of the clock, the running one included, as places of a list. */
function lastHours(hours: number, now: number) {
  const from = now - (now % HOUR_MS) - (hours - 1) * HOUR_MS;
  return {
    from,
    zeros: () => Array<number>(hours).fill(0),
    /** Hours to come, by another node's clock, count for the running one. */
    add(counts: number[] | undefined, hour: number, count: number) {
      const place = Math.min(hours - 1, Math.floor((hour - from) / HOUR_MS));
      if (counts && place >= 0) counts[place] = sum(counts[place] ?? 0, count);
    },
  };
}

const sum = (a: number, b: number) => Math.min(a + b, Number.MAX_SAFE_INTEGER);
