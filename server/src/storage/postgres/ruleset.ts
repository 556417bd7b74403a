import { changes, environments, environmentVersions } from "@switchyard/migrations/postgres";
import { and, asc, eq, getTableColumns, gte, sql } from "drizzle-orm";
import type { OnDamage } from "../damage.ts";
import type { Reads } from "../port.ts";
import { createReader } from "../rows/decode.ts";
import { isWithinReach, missing, readOn, unique } from "../rows/delta-rows.ts";
import { environmentRow, touchedRow } from "../rows/rows.ts";
import { type RulesetRowReads, toServed } from "../rows/ruleset-rows.ts";
import { StorageError } from "../storage-error.ts";
import { type Connection, first } from "./database.ts";
import { prepareServed } from "./served.ts";

export function createRulesetReads(
  db: Connection,
  onDamage: OnDamage,
  epoch: () => Promise<string>,
): Pick<Reads, "ruleset" | "delta"> & RulesetRowReads {
  const environmentReader = createReader("environments", environmentRow, onDamage);
  const touchedReader = createReader("environment_versions", touchedRow, onDamage);
  const served = prepareServed(db);
  const environmentById = db
    .select()
    .from(environments)
    .where(eq(environments.id, sql.placeholder("environmentId")))
    .prepare(db.statement());
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
    .prepare(db.statement());

  async function requireEnvironment(environmentId: string) {
    const row = await first(environmentById.execute({ environmentId }));
    if (row === undefined) throw new StorageError("refused", `There is no environment with the id ${environmentId}`);
    const environment = environmentReader.one(row);
    if (environment === undefined) throw new StorageError("damaged", `The row of environment ${row.key} is damaged`);
    return environment;
  }

  async function rulesetRows(environmentId: string) {
    const { projectId, version } = await requireEnvironment(environmentId);
    const flagRows = await served.flags.execute({ environmentId, projectId });
    const segmentRows = await served.segments.execute({ projectId });
    return { epoch: await epoch(), version, flagRows, segmentRows };
  }

  return {
    rulesetRows,

    async ruleset(environmentId) {
      const { epoch, version, ...rows } = await rulesetRows(environmentId);
      return { epoch, version, ...toServed(rows, onDamage) };
    },

    async delta(environmentId, since) {
      const { projectId, version } = await requireEnvironment(environmentId);
      if (!isWithinReach(since, version)) return undefined;
      const read = readOn(touchedReader.many(await touchedFrom.execute({ environmentId, since })), since, version);
      if (read === undefined) return undefined;

      const flagKeys = unique(read.touched.flatMap(({ flags }) => flags));
      const segmentKeys = unique(read.touched.flatMap(({ segments }) => segments));
      const flagRows = await served.someFlags.execute({ environmentId, projectId, keys: JSON.stringify(flagKeys) });
      const segmentRows = await served.someSegments.execute({ projectId, keys: JSON.stringify(segmentKeys) });
      const present = flagRows.map(({ flag }) => flag);
      return {
        epoch: await epoch(),
        version,
        ...toServed({ flagRows, segmentRows }, onDamage),
        ...read,
        removed: { flags: missing(flagKeys, present), segments: missing(segmentKeys, segmentRows) },
      };
    },
  };
}
