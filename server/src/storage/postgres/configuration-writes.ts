import type { Serve } from "@switchyard/core";
import { configurations, flags } from "@switchyard/migrations/postgres";
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
    .prepare(db.statement());
  // Of damaged flags too, and without reading them: every flag has a configuration in every environment.
  const flagsOfProject = db
    .select({
      id: flags.id,
      type: flags.type,
      variants: flags.variants,
    })
    .from(flags)
    .where(eq(flags.projectId, sql.placeholder("projectId")))
    .prepare(db.statement());

  return {
    put: async (configuration: FlagConfiguration) => void (await put.execute(fromConfiguration(configuration))),
    /** How every flag of the project begins in a new environment. */
    async insertDisabled({ id: environmentId, projectId }: Environment) {
      const updatedAt = Date.now();
      for (const flag of await flagsOfProject.execute({ projectId })) {
        const offVariant = flag.type === "boolean" ? "off" : firstVariant(flag.variants);
        await put.execute(
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

function firstVariant(variants: string): string {
  try {
    return String(JSON.parse(variants)[0]?.key ?? "");
  } catch {
    return "";
  }
}
