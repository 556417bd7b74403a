import type { FlagData, Report } from "@switchyard/core";
import type { Reporter } from "../live/index.ts";
import { type Counted, HOUR_MS } from "../storage/usage.ts";

/** More of one thing in one report is no browser's doing: a public key must not be able to drown what servers say. */
const MAX_BROWSER_COUNT = 1_000_000;
/** Of an event's values, up or down. */
const MAX_BROWSER_SUM = 1e9;

/** What counts of a report that came at this moment. @param flags of the environment, as they are now */
export function countReport(
  { environmentId, kind, app }: Reporter,
  report: Omit<Report, "type">,
  flags: ReadonlyMap<string, { data: FlagData }>,
  at: number,
): Counted {
  const hour = at - (at % HOUR_MS);
  const isBrowser = kind === "browser";
  const plausible = (count: number) => (isBrowser ? Math.min(count, MAX_BROWSER_COUNT) : count);
  const plausibleSum = (sum: number) => (isBrowser ? Math.max(-MAX_BROWSER_SUM, Math.min(sum, MAX_BROWSER_SUM)) : sum);
  /** The flag, if this reporter can have evaluated it. */
  const known = (key: string) => {
    const data = flags.get(key)?.data;
    return isBrowser && !data?.clientSide ? undefined : data;
  };

  const counted: Counted = { evaluations: [], unknown: [], events: [] };
  for (const { flag, variant, count } of report.evaluations) {
    const data = known(flag);
    if (!data || (variant !== null && !data.variants.some(({ key }) => key === variant))) continue;
    counted.evaluations.push({ environmentId, flag, variant, hour, count: plausible(count), at });
  }
  for (const { flag, count } of report.unknown ?? []) {
    // It was made since.
    if (known(flag)) continue;
    counted.unknown.push({ environmentId, flag, kind, count: plausible(count), at, ...(app && { app }) });
  }
  for (const { event, count, sum } of report.events ?? []) {
    counted.events.push({ environmentId, event, kind, hour, count: plausible(count), sum: plausibleSum(sum), at });
  }
  return counted;
}
