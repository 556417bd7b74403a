import type { Serve } from "@switchyard/core";
import { configurations, flags } from "@switchyard/migrations/sqlite";
import { eq, sql } from "drizzle-orm";
import { everyColumn, excluded } from "../columns.ts";
import type { Environment, FlagConfiguration } from "../port.ts";
import { fromConfiguration } from "../rows/encode.ts";
import type { Connection } from "./database.ts";

export function createConfigurationWrites(db: Connection) {
  const put = db
    .insert(configurations)
    .values(everyColumn(configurations))
    .onConflictDoUpdate({
      target: [configurations.flagId, configurations.environmentId],
      // Not the version: the commit sets it.
      set: excluded(configurations, "flagId", "environmentId", "version"),
    })
    .prepare();
  // Of damaged flags too, and without reading them: every flag has a configuration in every environment.
  const flagsOfProject = db
    .select({
      id: flags.id,
      type: flags.type,
      firstVariant: sql<unknown>`case when json_valid(${flags.variants}) then ${flags.variants} ->> '$[0].key' end`,
    })
    .from(flags)
    .where(eq(flags.projectId, sql.placeholder("projectId")))
    .prepare();

  return {
    put: (configuration: FlagConfiguration) => void put.run(fromConfiguration(configuration)),
    /** How every flag of the project begins in a new environment. */
    insertDisabled({ id: environmentId, projectId }: Environment) {
      const updatedAt = Date.now();
      for (const flag of flagsOfProject.all({ projectId })) {
        const offVariant = flag.type === "boolean" ? "off" : String(flag.firstVariant ?? "");
        put.run(
          fromConfiguration({
            flagId: flag.id,
            environmentId,
            enabled: false,
            offVariant,
            prerequisites: [],
            targets: [],
            rules: [],
            fallthrough: flag.type === "boolean" ? EVERYONE_ON : { variant: offVariant },
            version: 0,
            updatedAt,
          }),
        );
      }
    },
  };
}

const EVERYONE_ON: Serve = {
  rollout: { percentage: 100, variants: [{ variant: "on", weight: 1 }], otherwise: "off" },
};
