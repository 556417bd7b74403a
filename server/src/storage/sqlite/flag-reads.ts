import { configurations, flags, segments } from "@switchyard/migrations/sqlite";
import { and, asc, eq, getTableColumns, sql } from "drizzle-orm";
import type { OnDamage } from "../damage.ts";
import type { Reads } from "../port.ts";
import type { Sync } from "../promised.ts";
import { createReader } from "../rows/decode.ts";
import { configurationRow, flagRow, segmentRow } from "../rows/rows.ts";
import type { Connection } from "./database.ts";

type FlagReads = Pick<
  Reads,
  "flags" | "flag" | "configurations" | "configuration" | "allConfigurations" | "segments" | "segment"
>;

export function createFlagReads(db: Connection, onDamage: OnDamage): Sync<FlagReads> {
  const flagReader = createReader("flags", flagRow, onDamage);
  const configurationReader = createReader("configurations", configurationRow, onDamage);
  const segmentReader = createReader("segments", segmentRow, onDamage);

  const inProject = eq(flags.projectId, sql.placeholder("projectId"));
  const flagsOfProject = db.select().from(flags).where(inProject).orderBy(asc(flags.key)).prepare();
  const flagByKey = db
    .select()
    .from(flags)
    .where(and(inProject, eq(flags.key, sql.placeholder("key"))))
    .prepare();

  const ofFlag = eq(configurations.flagId, sql.placeholder("flagId"));
  const configurationsOfFlag = db.select().from(configurations).where(ofFlag).prepare();
  const configurationOfFlag = db
    .select()
    .from(configurations)
    .where(and(ofFlag, eq(configurations.environmentId, sql.placeholder("environmentId"))))
    .prepare();
  const configurationsOfProject = db
    .select(getTableColumns(configurations))
    .from(flags)
    .innerJoin(configurations, eq(configurations.flagId, flags.id))
    .where(inProject)
    .prepare();

  const segmentInProject = eq(segments.projectId, sql.placeholder("projectId"));
  const segmentsOfProject = db.select().from(segments).where(segmentInProject).orderBy(asc(segments.key)).prepare();
  const segmentByKey = db
    .select()
    .from(segments)
    .where(and(segmentInProject, eq(segments.key, sql.placeholder("key"))))
    .prepare();

  return {
    flags: (projectId) => flagReader.many(flagsOfProject.all({ projectId })),
    flag: (projectId, key) => flagReader.one(flagByKey.get({ projectId, key })),
    configurations: (flagId) => configurationReader.many(configurationsOfFlag.all({ flagId })),
    configuration: (flagId, environmentId) =>
      configurationReader.one(configurationOfFlag.get({ flagId, environmentId })),
    allConfigurations: (projectId) => configurationReader.many(configurationsOfProject.all({ projectId })),
    segments: (projectId) => segmentReader.many(segmentsOfProject.all({ projectId })),
    segment: (projectId, key) => segmentReader.one(segmentByKey.get({ projectId, key })),
  };
}
