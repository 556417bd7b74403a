import { configurations, flags, segments } from "@switchyard/migrations/postgres";
import { and, asc, eq, getTableColumns, sql } from "drizzle-orm";
import type { OnDamage } from "../damage.ts";
import type { Reads } from "../port.ts";
import { createReader } from "../rows/decode.ts";
import { configurationRow, flagRow, segmentRow } from "../rows/rows.ts";
import { type Connection, first } from "./database.ts";

type FlagReads = Pick<
  Reads,
  "flags" | "flag" | "configurations" | "configuration" | "allConfigurations" | "segments" | "segment"
>;

export function createFlagReads(db: Connection, onDamage: OnDamage): FlagReads {
  const flagReader = createReader("flags", flagRow, onDamage);
  const configurationReader = createReader("configurations", configurationRow, onDamage);
  const segmentReader = createReader("segments", segmentRow, onDamage);

  const inProject = eq(flags.projectId, sql.placeholder("projectId"));
  const flagsOfProject = db.select().from(flags).where(inProject).orderBy(asc(flags.key)).prepare(db.statement());
  const flagByKey = db
    .select()
    .from(flags)
    .where(and(inProject, eq(flags.key, sql.placeholder("key"))))
    .prepare(db.statement());

  const ofFlag = eq(configurations.flagId, sql.placeholder("flagId"));
  const configurationsOfFlag = db.select().from(configurations).where(ofFlag).prepare(db.statement());
  const configurationOfFlag = db
    .select()
    .from(configurations)
    .where(and(ofFlag, eq(configurations.environmentId, sql.placeholder("environmentId"))))
    .prepare(db.statement());
  const configurationsOfProject = db
    .select(getTableColumns(configurations))
    .from(flags)
    .innerJoin(configurations, eq(configurations.flagId, flags.id))
    .where(inProject)
    .prepare(db.statement());

  const segmentInProject = eq(segments.projectId, sql.placeholder("projectId"));
  const segmentsOfProject = db
    .select()
    .from(segments)
    .where(segmentInProject)
    .orderBy(asc(segments.key))
    .prepare(db.statement());
  const segmentByKey = db
    .select()
    .from(segments)
    .where(and(segmentInProject, eq(segments.key, sql.placeholder("key"))))
    .prepare(db.statement());

  return {
    flags: async (projectId) => flagReader.many(await flagsOfProject.execute({ projectId })),
    flag: async (projectId, key) => flagReader.one(await first(flagByKey.execute({ projectId, key }))),
    configurations: async (flagId) => configurationReader.many(await configurationsOfFlag.execute({ flagId })),
    configuration: async (flagId, environmentId) =>
      configurationReader.one(await first(configurationOfFlag.execute({ flagId, environmentId }))),
    allConfigurations: async (projectId) =>
      configurationReader.many(await configurationsOfProject.execute({ projectId })),
    segments: async (projectId) => segmentReader.many(await segmentsOfProject.execute({ projectId })),
    segment: async (projectId, key) => segmentReader.one(await first(segmentByKey.execute({ projectId, key }))),
  };
}
