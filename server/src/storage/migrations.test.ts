import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { build } from "tsup";
import { describe, expect, onTestFinished, test } from "vitest";
import { migrationsFolder } from "./migrations-folder.ts";

const workspace = dirname(migrationsFolder("sqlite"));
const require = createRequire(join(workspace, "package.json"));

const DIALECTS = [
  { dialect: "sqlite", kit: "SQLite" },
  { dialect: "postgres", kit: "" },
] as const;

interface Journal {
  entries: { tag: string; when: number }[];
}

const journal = (folder: string): Journal => JSON.parse(readFileSync(join(folder, "meta", "_journal.json"), "utf8"));

/**
 * The SQL that drizzle-kit would generate now. In a process of its own, whose NODE_PATH leads both drizzle-kit and the
 * tables to one and the same drizzle-orm, wherever npm has put it.
 */
async function pendingSql({ dialect, kit }: (typeof DIALECTS)[number], snapshot: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-migrations-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  await build({
    entry: { tables: join(workspace, "src", `${dialect}.ts`) },
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
    `const { generate${kit}DrizzleJson, generate${kit}Migration } = require(${JSON.stringify(require.resolve("drizzle-kit/api"))});
     const before = require(${JSON.stringify(snapshot)});
     Promise.resolve(generate${kit}DrizzleJson(require("./tables.cjs"), before.id))
       .then((now) => generate${kit}Migration(before, now))
       .then((sql) => console.log(JSON.stringify(sql)));`,
  );
  const modules = `${sep}node_modules${sep}`;
  const orm = require.resolve("drizzle-orm");
  const env = { ...process.env, NODE_PATH: orm.slice(0, orm.lastIndexOf(modules) + modules.length - 1) };
  return JSON.parse(execFileSync(process.execPath, [script], { env, encoding: "utf8" }));
}

describe.each(DIALECTS)("$dialect", (place) => {
  const generated = migrationsFolder(place.dialect);
  const { entries } = journal(generated);
  const snapshotOf = (tag: string) => join(generated, "meta", `${tag.slice(0, 4)}_snapshot.json`);

  test("the generated SQL is what the tables say: after a change run `npm run generate --workspace migrations`", async () => {
    expect(await pendingSql(place, snapshotOf(entries.at(-1)?.tag ?? ""))).toEqual([]);
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
});

test("who had set the server up before there were roles is an owner", () => {
  const folder = migrationsFolder("sqlite");
  const sqlite = new BetterSqlite3(":memory:");
  onTestFinished(() => void sqlite.close());
  const apply = (tag: string) => {
    for (const statement of readFileSync(join(folder, `${tag}.sql`), "utf8").split("--> statement-breakpoint")) {
      sqlite.exec(statement);
    }
  };
  const tags = journal(folder).entries.map(({ tag }) => tag);
  const people = tags.findIndex((tag) => tag.endsWith("_people"));
  expect(people).toBeGreaterThan(0);
  tags.slice(0, people).forEach(apply);
  sqlite.exec("insert into users (id, email, name, password_hash, created_at) values ('u', 'a@b.c', 'A', 'x', 1)");
  tags.slice(people).forEach(apply);
  expect(sqlite.prepare("select owner, roles, deactivated_at from users").all()).toEqual([
    { owner: 1, roles: "[]", deactivated_at: null },
  ]);
});
