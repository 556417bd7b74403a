import {
  evaluatedFlags,
  evaluationCounts,
  eventCounts,
  trackedEvents,
  unknownFlags,
} from "@switchyard/migrations/postgres";
import { and, asc, eq, gte, inArray, type SQL, sql } from "drizzle-orm";
import type { OnDamage } from "../damage.ts";
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

export type UsageReads = Omit<UsageCounts, "add" | "dismissUnknownFlag" | "prune">;

export function createUsageReads(db: Connection, onDamage: OnDamage): UsageReads {
  const evaluatedReader = createReader("evaluated_flags", evaluatedRow, onDamage);
  const evaluationReader = createReader("evaluation_counts", evaluationsRow, onDamage);
  const variantReader = createReader("evaluation_counts", variantRow, onDamage);
  const unknownReader = createReader("unknown_flags", unknownFlagRow, onDamage);
  const trackedReader = createReader("tracked_events", trackedRow, onDamage);
  const eventReader = createReader("event_counts", eventRow, onDamage);

  /** A list of any length is one parameter: the statement stays the same, and prepared. */
  const listed = sql<string>`(select json_array_elements_text(${sql.placeholder("flags")}::json))`;
  const list = (flags: string[]) => JSON.stringify(flags);

  const evaluated = (more?: SQL) =>
    db
      .select({ flag: evaluatedFlags.flag, at: evaluatedFlags.evaluatedAt })
      .from(evaluatedFlags)
      .where(and(eq(evaluatedFlags.environmentId, sql.placeholder("environmentId")), more))
      .prepare(db.statement());
  const allEvaluated = evaluated();
  const someEvaluated = evaluated(inArray(evaluatedFlags.flag, listed));

  const since = gte(evaluationCounts.hour, sql.placeholder("since"));
  /** A row for each flag with all that it has: a row for each variant and hour takes ten times as long to read. */
  const hourly = (more?: SQL) =>
    db
      .select({
        flag: evaluationCounts.flag,
        hours: sql`json_agg(json_build_array(${evaluationCounts.hour}, ${evaluationCounts.count}))::text`,
      })
      .from(evaluationCounts)
      .where(and(eq(evaluationCounts.environmentId, sql.placeholder("environmentId")), more, since))
      .groupBy(evaluationCounts.flag)
      .prepare(db.statement());
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
    .prepare(db.statement());

  const unknown = db
    .select()
    .from(unknownFlags)
    .where(eq(unknownFlags.environmentId, sql.placeholder("environmentId")))
    .orderBy(asc(unknownFlags.flag), asc(unknownFlags.kind))
    .prepare(db.statement());
  const tracked = db
    .select({ event: trackedEvents.event, at: trackedEvents.trackedAt })
    .from(trackedEvents)
    .where(eq(trackedEvents.environmentId, sql.placeholder("environmentId")))
    .orderBy(asc(trackedEvents.event))
    .prepare(db.statement());
  const events = db
    .select({ event: eventCounts.event, hour: eventCounts.hour, count: eventCounts.count, sum: eventCounts.sum })
    .from(eventCounts)
    .where(
      and(
        eq(eventCounts.environmentId, sql.placeholder("environmentId")),
        gte(eventCounts.hour, sql.placeholder("since")),
      ),
    )
    .prepare(db.statement());

  return {
    evaluatedFlags: async (environmentId, flags) =>
      evaluatedReader.many(
        flags
          ? await someEvaluated.execute({ environmentId, flags: list(flags) })
          : await allEvaluated.execute({ environmentId }),
      ),
    hourlyEvaluations: async (environmentId, since, flags) =>
      evaluationReader
        .many(
          flags
            ? await someHourly.execute({ environmentId, since, flags: list(flags) })
            : await allHourly.execute({ environmentId, since }),
        )
        .flatMap(({ flag, hours }) => [...added(hours)].map(([hour, count]) => ({ flag, hour, count }))),
    variantEvaluations: async (environmentId, flag, since) =>
      variantReader.many(await variants.execute({ environmentId, flag, since })),
    unknownFlags: async (environmentId) => unknownReader.many(await unknown.execute({ environmentId })),
    trackedEvents: async (environmentId) => trackedReader.many(await tracked.execute({ environmentId })),
    hourlyEvents: async (environmentId, since) => eventReader.many(await events.execute({ environmentId, since })),
  };
}
