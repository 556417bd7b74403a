import {
  evaluatedFlags,
  evaluationCounts,
  eventCounts,
  trackedEvents,
  unknownFlags,
} from "@switchyard/migrations/sqlite";
import { and, asc, eq, gte, inArray, type SQL, sql } from "drizzle-orm";
import type { OnDamage } from "../damage.ts";
import type { Sync } from "../promised.ts";
import { createReader } from "../rows/decode.ts";
import {
  added,
  evaluatedRow,
  evaluationsRow,
  eventRow,
  trackedRow,
  unknownFlagRow,
  variantRow,
} from "../rows/usage-rows.ts";
import type { UsageCounts } from "../usage.ts";
import type { Connection } from "./database.ts";

type UsageReads = Sync<Omit<UsageCounts, "add" | "dismissUnknownFlag" | "prune">>;

export function createUsageReads(db: Connection, onDamage: OnDamage): UsageReads {
  const evaluatedReader = createReader("evaluated_flags", evaluatedRow, onDamage);
  const evaluationReader = createReader("evaluation_counts", evaluationsRow, onDamage);
  const variantReader = createReader("evaluation_counts", variantRow, onDamage);
  const unknownReader = createReader("unknown_flags", unknownFlagRow, onDamage);
  const trackedReader = createReader("tracked_events", trackedRow, onDamage);
  const eventReader = createReader("event_counts", eventRow, onDamage);

  /** A list of any length is one parameter: the statement stays the same, and prepared. */
  const listed = sql<string>`(select value from json_each(${sql.placeholder("flags")}))`;
  const list = (flags: string[]) => JSON.stringify(flags);

  const evaluated = (more?: SQL) =>
    db
      .select({ flag: evaluatedFlags.flag, at: evaluatedFlags.evaluatedAt })
      .from(evaluatedFlags)
      .where(and(eq(evaluatedFlags.environmentId, sql.placeholder("environmentId")), more))
      .prepare();
  const allEvaluated = evaluated();
  const someEvaluated = evaluated(inArray(evaluatedFlags.flag, listed));

  const since = gte(evaluationCounts.hour, sql.placeholder("since"));
  /** A row for each flag with all that it has: a row for each variant and hour takes ten times as long to read. */
  const hourly = (more?: SQL) =>
    db
      .select({
        flag: evaluationCounts.flag,
        hours: sql`json_group_array(json_array(${evaluationCounts.hour}, ${evaluationCounts.count}))`,
      })
      .from(evaluationCounts)
      .where(and(eq(evaluationCounts.environmentId, sql.placeholder("environmentId")), more, since))
      .groupBy(evaluationCounts.flag)
      .prepare();
  const allHourly = hourly();
  const someHourly = hourly(inArray(evaluationCounts.flag, listed));

  const variants = db
    .select({ hour: evaluationCounts.hour, variant: evaluationCounts.variant, count: evaluationCounts.count })
    .from(evaluationCounts)
    .where(
      and(
        eq(evaluationCounts.environmentId, sql.placeholder("environmentId")),
        eq(evaluationCounts.flag, sql.placeholder("flag")),
        since,
      ),
    )
    .prepare();

  const unknown = db
    .select()
    .from(unknownFlags)
    .where(eq(unknownFlags.environmentId, sql.placeholder("environmentId")))
    .orderBy(asc(unknownFlags.flag), asc(unknownFlags.kind))
    .prepare();
  const tracked = db
    .select({ event: trackedEvents.event, at: trackedEvents.trackedAt })
    .from(trackedEvents)
    .where(eq(trackedEvents.environmentId, sql.placeholder("environmentId")))
    .orderBy(asc(trackedEvents.event))
    .prepare();
  const events = db
    .select({ event: eventCounts.event, hour: eventCounts.hour, count: eventCounts.count, sum: eventCounts.sum })
    .from(eventCounts)
    .where(
      and(
        eq(eventCounts.environmentId, sql.placeholder("environmentId")),
        gte(eventCounts.hour, sql.placeholder("since")),
      ),
    )
    .prepare();

  return {
    evaluatedFlags: (environmentId, flags) =>
      evaluatedReader.many(
        flags ? someEvaluated.all({ environmentId, flags: list(flags) }) : allEvaluated.all({ environmentId }),
      ),
    hourlyEvaluations: (environmentId, since, flags) =>
      evaluationReader
        .many(
          flags
            ? someHourly.all({ environmentId, since, flags: list(flags) })
            : allHourly.all({ environmentId, since }),
        )
        .flatMap(({ flag, hours }) => [...added(hours)].map(([hour, count]) => ({ flag, hour, count }))),
    variantEvaluations: (environmentId, flag, since) =>
      variantReader.many(variants.all({ environmentId, flag, since })),
    unknownFlags: (environmentId) => unknownReader.many(unknown.all({ environmentId })),
    trackedEvents: (environmentId) => trackedReader.many(tracked.all({ environmentId })),
    hourlyEvents: (environmentId, since) => eventReader.many(events.all({ environmentId, since })),
  };
}
