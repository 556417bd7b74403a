import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { LAST_RELEASE } from "./known-tables.ts";
import { migrationsFolder } from "./migrations-folder.ts";

// Expand, then contract: nodes of the release before still run on the tables of this one. So what they use may only grow, and
// goes with the release after the one that stopped using it. A contraction raises LAST_RELEASE's number first.

const statementsOf = (text: string) => text.split("--> statement-breakpoint").map((statement) => statement.trim());
const numberOf = (name: string) => Number(name.slice(0, 4));
const tableOf = (statement: string) =>
  /(?:TABLE|ON)\s+(?:IF EXISTS\s+)?["`](\w+)["`]/i.exec(statement)?.[1] ?? "of no name";

/** Why the release before could not go on working, if so. */
function harm(statement: string, isNew: (name: string) => boolean): string | undefined {
  if (/^CREATE (TABLE|INDEX)/i.test(statement)) return undefined;
  // Whatever it was for, it is only slower without.
  if (/^DROP INDEX/i.test(statement)) return undefined;
  if (isNew(tableOf(statement))) return undefined;
  if (/^ALTER TABLE \S+ ADD (?!CONSTRAINT)/i.test(statement)) {
    const isFilled = !/NOT NULL/i.test(statement) || /\bDEFAULT\b/i.test(statement);
    return isFilled ? undefined : "a new column that must be filled and has no default";
  }
  const [, table, column] = /^UPDATE ["`](\w+)["`] SET ["`](\w+)["`] = [^,]+;$/i.exec(statement) ?? [];
  if (isNew(`${table}.${column}`)) return undefined;
  return "not something that only expands";
}

function harmsOf(migrations: { name: string; text: string }[], last: number): string[] {
  const since = migrations.filter(({ name }) => numberOf(name) > last);
  const made = since.flatMap(({ text }) =>
    statementsOf(text).flatMap((each) => {
      const [, column] = /^ALTER TABLE \S+ ADD (?:COLUMN )?["`](\w+)["`]/i.exec(each) ?? [];
      if (column !== undefined) return `${tableOf(each)}.${column}`;
      return /^CREATE TABLE/i.test(each) ? tableOf(each) : [];
    }),
  );
  return since.flatMap(({ name, text }) =>
    statementsOf(text).flatMap((statement) => {
      const why = harm(statement, (thing) => made.includes(thing));
      return why === undefined ? [] : `${name}: ${why}: ${statement}`;
    }),
  );
}

describe.each(["sqlite", "postgres"] as const)("%s", (dialect) => {
  test("since the release before, tables only grew", () => {
    const folder = migrationsFolder(dialect);
    const names = readdirSync(folder).filter((name) => name.endsWith(".sql"));
    const migrations = names.map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));
    expect(migrations.map(({ name }) => numberOf(name))).toContain(LAST_RELEASE[dialect]);
    expect(harmsOf(migrations, LAST_RELEASE[dialect])).toEqual([]);
  });
});

test.each([
  "ALTER TABLE `flags` ADD `owner` text NOT NULL;",
  "ALTER TABLE `flags` DROP COLUMN `owner`;",
  'ALTER TABLE "flags" RENAME COLUMN "owner" TO "team";',
  'ALTER TABLE "flags" ALTER COLUMN "owner" SET NOT NULL;',
  'ALTER TABLE "flags" ADD CONSTRAINT "f" FOREIGN KEY ("a") REFERENCES "public"."b"("id");',
  "DROP TABLE `flags`;",
  "CREATE UNIQUE INDEX `u` ON `flags` (`owner`);",
  "ALTER TABLE `__new_flags` RENAME TO `flags`;",
  "UPDATE flags SET owner = 1;",
])("%s would harm it", (statement) => {
  expect(harmsOf([{ name: "0009_x.sql", text: statement }], 8)).toHaveLength(1);
});
