import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { migrationsFolder } from "../migrations-folder.ts";

const generated = migrationsFolder("sqlite");
const workspace = dirname(generated);

/** drizzle-kit itself on a copy of the generated SQL. It takes paths only relative to where it runs. */
function drizzleKit(command: string, ...more: string[]): { output: string; copy: string } {
  const copy = mkdtempSync(join(tmpdir(), "switchyard-migrations-"));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  cpSync(generated, copy, { recursive: true });
  const require = createRequire(join(workspace, "package.json"));
  const bin = join(dirname(require.resolve("drizzle-kit")), "bin.cjs");
  const args = [bin, command, "--dialect", "sqlite", "--out", relative(workspace, copy), ...more];
  return { output: execFileSync(process.execPath, args, { cwd: workspace, encoding: "utf8" }), copy };
}

const files = (folder: string) => readdirSync(folder, { recursive: true }).map(String).sort();

test("the generated SQL is what the tables say: run `npm run generate --workspace migrations` after changing them", () => {
  const { output, copy } = drizzleKit("generate", "--schema", "./src/sqlite.ts");
  expect(output).toContain("No schema changes");
  expect(files(copy)).toEqual(files(generated));
});

test("drizzle-kit finds no collision among the migrations", () => {
  expect(drizzleKit("check").output).toContain("fine");
});

test("every migration of the journal has its SQL, in the order of time", () => {
  const { entries } = JSON.parse(readFileSync(join(generated, "meta", "_journal.json"), "utf8"));
  const times = entries.map(({ when }: { when: number }) => when);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const named = entries.map(({ tag }: { tag: string }) => `${tag}.sql`);
  expect(readdirSync(generated).filter((name) => name.endsWith(".sql"))).toEqual(named);
});
