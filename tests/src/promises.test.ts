import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./support/process.ts";

// docs/promises.md stays true: each promise has its test, its commands run what there is, and what they set is read there. That its
// links lead somewhere is seen to with those of all documents (links.test.ts).

const page = readFileSync(join(ROOT, "docs/promises.md"), "utf8");
const rows = page.split("\n").filter((line) => /^\| \d/.test(line));
const commands = [...page.matchAll(/`((?:[A-Z_]+=\S+ )*(?:npx vitest|npm run bench)[^`]*)`/g)].map(
  ([, said = ""]) => said,
);

/** The text of a file and of those of the same package that it imports. */
function textOf(path: string, seen = new Set<string>()): string {
  if (seen.has(path) || !existsSync(path)) return "";
  seen.add(path);
  const text = readFileSync(path, "utf8");
  const imported = [...text.matchAll(/from "(\.[^"]+)"/g)].map(([, name = ""]) => resolve(dirname(path), name));
  return [text, ...imported.map((next) => textOf(next, seen))].join("\n");
}

describe("docs/promises.md", () => {
  it("has every promise once, in order", () => {
    expect(rows.map((row) => Number(row.split("|")[1]))).toEqual(rows.map((_, index) => index + 1));
    expect(rows.length).toBeGreaterThanOrEqual(35);
  });

  it("shows each of them by a test", () => {
    expect(rows.filter((row) => !/\]\([^)#]+\.(test|case)\.ts\)/.test(row))).toEqual([]);
  });

  it.each(commands)("can be asked: %s", (command) => {
    const settings = [...command.matchAll(/([A-Z_]+)=/g)].map(([, name = ""]) => name);
    const test = /npx vitest run (\S+)$/.exec(command)?.[1];
    const [, bench = "", part] = /npm run bench -- (\w+)(?::(\w+))?$/.exec(command) ?? [];
    const entry = test ?? `bench/src/${part ? `${bench}/${part}.ts` : `${bench}/main.ts`}`;
    expect({ entry, isThere: existsSync(join(ROOT, entry)) }).toMatchObject({ isThere: true });
    if (part)
      expect(readFileSync(join(ROOT, `bench/src/${bench}/main.ts`), "utf8")).toMatch(new RegExp(`[{ ]${part}[, ]`));
    const text = textOf(join(ROOT, entry));
    for (const name of settings)
      expect({ name, isRead: text.includes(`process.env.${name}`) }).toEqual({ name, isRead: true });
  });
});
