import { changes, environments, environmentVersions } from "@switchyard/migrations/sqlite";
import { and, asc, eq, getTableColumns, gte, sql } from "drizzle-orm";
import type { OnDamage } from "../damage.ts";
import type { Reads } from "../port.ts";
import type { Sync } from "../promised.ts";
import { createReader } from "../rows/decode.ts";
import { isWithinReach, missing, readOn, unique } from "../rows/delta-rows.ts";
import { environmentRow, touchedRow } from "../rows/rows.ts";
import { type RulesetRowReads, toServed } from "../rows/ruleset-rows.ts";
import { StorageError } from "../storage-error.ts";
import type { Connection } from "./database.ts";
import { prepareServed } from "./served.ts";

export function createRulesetReads(
  db: Connection,
  onDamage: OnDamage,
  epoch: () => string,
): Sync<Pick<Reads, "ruleset" | "delta"> & RulesetRowReads> {
  const environmentReader = createReader("environments", environmentRow, onDamage);
  const touchedReader = createReader("environment_versions", touchedRow, onDamage);
  const served = prepareServed(db);
  const environmentById = db
    .select()
    .from(environments)
    .where(eq(environments.id, sql.placeholder("environmentId")))
    .prepare();
  const touchedFrom = db
    .select({ ...getTableColumns(environmentVersions), at: changes.at, hash: changes.hash })
    .from(environmentVersions)
    .innerJoin(changes, eq(changes.id, environmentVersions.changeId))
    .where(
      and(
        eq(environmentVersions.environmentId, sql.placeholder("environmentId")),
        gte(environmentVersions.version, sql.placeholder("since")),
      ),
    )
    .orderBy(asc(environmentVersions.version))
    .prepare();

  function requireEnvironment(environmentId: string) {
    const row = environmentById.get({ environmentId });
    if (row === undefined) throw new StorageError("refused", `There is no environment with the id ${environmentId}`);
    const environment = environmentReader.one(row);
    if (environment === undefined) throw new StorageError("damaged", `The row of environment ${row.key} is damaged`);
    return environment;
  }

  // A transaction each, so that all of it is read at one moment.
  const rulesetRows = db.$client.transaction((environmentId: string) => {
    const { projectId, version } = requireEnvironment(environmentId);
    const flagRows = served.flags.all({ environmentId, projectId });
    const segmentRows = served.segments.all({ projectId });
    return { epoch: epoch(), version, flagRows, segmentRows };
  });

  return {
    rulesetRows,

    ruleset(environmentId) {
      const { epoch, version, ...rows } = rulesetRows(environmentId);
      return { epoch, version, ...toServed(rows, onDamage) };
    },

    delta: db.$client.transaction((environmentId: string, since: number) => {
      const { projectId, version } = requireEnvironment(environmentId);
      if (!isWithinReach(since, version)) return undefined;
      const read = readOn(touchedReader.many(touchedFrom.all({ environmentId, since })), since, version);
      if (read === undefined) return undefined;

      const flagKeys = unique(read.touched.flatMap(({ flags }) => flags));
      const segmentKeys = unique(read.touched.flatMap(({ segments }) => segments));
      const flagRows = served.someFlags.all({ environmentId, projectId, keys: JSON.stringify(flagKeys) });
      const segmentRows = served.someSegments.all({ projectId, keys: JSON.stringify(segmentKeys) });
      const present = flagRows.map(({ flag }) => flag);
      return {
        epoch: epoch(),
        version,
        ...toServed({ flagRows, segmentRows }, onDamage),
        ...read,
        removed: { flags: missing(flagKeys, present), segments: missing(segmentKeys, segmentRows) },
      };
    }),
  };
}
