import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import { build } from "tsup";
import { expect, onTestFinished, test } from "vitest";
import { migrationsFolder } from "../migrations-folder.ts";

const generated = migrationsFolder("sqlite");
const workspace = dirname(generated);
const require = createRequire(join(workspace, "package.json"));

const { entries }: { entries: { tag: string; when: number }[] } = JSON.parse(
  readFileSync(join(generated, "meta", "_journal.json"), "utf8"),
);

/**
 * The SQL that drizzle-kit would generate now. In a process of its own, whose NODE_PATH leads both drizzle-kit and the
 * tables to one and the same drizzle-orm, wherever npm has put it.
 */
async function pendingSql(snapshot: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-migrations-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  await build({
    entry: { tables: join(workspace, "src", "sqlite.ts") },
    outDir: folder,
    format: "cjs",
    outExtension: () => ({ js: ".cjs" }),
    external: [/^drizzle-orm/],
    config: false,
    silent: true,
  });
  const script = join(folder, "pending.cjs");
  writeFileSync(
    script,
    `const { generateSQLiteDrizzleJson, generateSQLiteMigration } = require(${JSON.stringify(require.resolve("drizzle-kit/api"))});
     const before = require(${JSON.stringify(snapshot)});
     generateSQLiteDrizzleJson(require("./tables.cjs"), before.id)
       .then((now) => generateSQLiteMigration(before, now))
       .then((sql) => console.log(JSON.stringify(sql)));`,
  );
  const modules = `${sep}node_modules${sep}`;
  const orm = require.resolve("drizzle-orm");
  const env = { ...process.env, NODE_PATH: orm.slice(0, orm.lastIndexOf(modules) + modules.length - 1) };
  return JSON.parse(execFileSync(process.execPath, [script], { env, encoding: "utf8" }));
}

const snapshotOf = (tag: string) => join(generated, "meta", `${tag.slice(0, 4)}_snapshot.json`);

test("the generated SQL is what the tables say: after a change run `npm run generate --workspace migrations`", async () => {
  expect(await pendingSql(snapshotOf(entries.at(-1)?.tag ?? ""))).toEqual([]);
}, 30_000);

test("every migration of the journal has its SQL and its snapshot, in the order of time", () => {
  expect(readdirSync(generated).filter((name) => name.endsWith(".sql"))).toEqual(
    entries.map(({ tag }) => `${tag}.sql`),
  );
  const times = entries.map(({ when }) => when);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const ids = entries.map(({ tag }): { id: string; prevId: string } =>
    JSON.parse(readFileSync(snapshotOf(tag), "utf8")),
  );
  expect(ids.slice(1).map(({ prevId }) => prevId)).toEqual(ids.slice(0, -1).map(({ id }) => id));
});
