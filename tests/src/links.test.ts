import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "./support/process.ts";

// What the documents lead to is there: files, headings, pictures, and the places in the code that they name.

const LEFT_OUT = new Set(["node_modules", "dist", "output"]);
const PACKAGES = "core|server|sdk-node|sdk-browser|admin-ui|migrations|examples|tests|bench|docs|deploy";

function* documents(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!LEFT_OUT.has(entry.name) && !entry.name.startsWith(".")) yield* documents(path);
    } else if (entry.name.endsWith(".md")) yield path;
  }
}

/** A document without its code blocks, in which `#` and `](` mean something else. */
const proseOf = (path: string) => readFileSync(path, "utf8").replace(/^```.*?^```/gms, "");

/** As GitHub makes them of headings: `## What's new?` is `#whats-new`. */
const anchorsOf = (path: string) =>
  Array.from(proseOf(path).matchAll(/^#+ (.+)$/gm), ([, heading = ""]) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, "")
      .replaceAll(" ", "-"),
  );

function problemsOf(path: string): string[] {
  const prose = proseOf(path);
  const found = (pattern: RegExp) => Array.from(prose.matchAll(pattern), ([, link = ""]) => link);
  const links = [...found(/\]\(([^)\s]+)\)/g), ...found(/(?:src|srcset|href)="([^"]+)"/g)];
  const inLinks = links.flatMap((link) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? path : join(dirname(path), file);
    if (!existsSync(target)) return `${link} leads nowhere`;
    return anchor !== undefined && !anchorsOf(target).includes(anchor) ? `${link} leads to no heading` : [];
  });
  const places = found(new RegExp(`\`((?:${PACKAGES})/[\\w./-]*)\``, "g"));
  return [...inLinks, ...places.flatMap((place) => (existsSync(join(ROOT, place)) ? [] : `${place} is not there`))];
}

it("every link, heading and place that a document names is there", () => {
  const all = [...documents(ROOT)];
  expect(all.map((path) => relative(ROOT, path))).toEqual(expect.arrayContaining(["README.md", "docs/limits.md"]));
  expect(all.flatMap((path) => problemsOf(path).map((problem) => `${relative(ROOT, path)}: ${problem}`))).toEqual([]);
});
