import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { ROOT } from "../support/process.ts";

const UI = join(ROOT, "server/dist/ui");
const KB = 1000;

const read = (path: string) => readFileSync(join(UI, path), "utf8");

/** The files that a browser must have before it can run this one: what it imports statically, and what that imports. */
function closure(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  if (!path.endsWith(".js")) return seen;
  for (const [, name] of read(path).matchAll(/(?:\bfrom|\bimport)\s*"\.\/([^"]+)"/g)) closure(`assets/${name}`, seen);
  return seen;
}

const zipped = (files: Iterable<string>) =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(UI, file))).length, 0);

const linked = [...read("index.html").matchAll(/(?:src|href)="\/(assets\/[^"]+|[^"/]+\.js)"/g)].map(
  ([, path]) => path ?? "",
);
const entry = linked.find((path) => /^assets\/index-.*\.js$/.test(path)) ?? "";

/** The chunk of a screen, with all that it brings beside the entry. */
function screen(name: string): Set<string> {
  const chunk = new RegExp(`assets/(${name}-[\\w-]+\\.js)`).exec(read(entry))?.[1];
  if (!chunk) throw new Error(`no chunk of the screen ${name} in ${entry}`);
  return closure(`assets/${chunk}`);
}

/** Every screen that an address leads to. */
const SCREENS = [
  ...["home", "flags", "flag-page", "segments", "segment-page", "fleet", "incident", "start", "history-page"],
  ...["settings", "keys-page", "setup", "sign-in", "no-project"],
];

it.each(SCREENS)("the first load of %s is at most 250 KB over the wire", (name) => {
  const files = new Set([...linked, ...linked.flatMap((path) => [...closure(path)]), ...screen(name)]);
  expect(files.size).toBeGreaterThan(3);
  expect(zipped(files) / KB).toBeLessThanOrEqual(250);
});

it("what only some need is loaded when they do", () => {
  const first = new Set([...linked.flatMap((path) => [...closure(path)]), ...screen("flags")]);
  const text = [...first].filter((path) => path.endsWith(".js")).map(read);
  // Marks of the JSON editor, of drag and drop, of charts and of the palette.
  for (const mark of ["cm-editor", "dnd-kit", "uplot", "mantine-Spotlight"]) {
    expect({ mark, in: text.filter((one) => one.includes(mark)).length }).toEqual({ mark, in: 0 });
  }
});
