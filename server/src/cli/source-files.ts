import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";

/** Larger files are generated ones. */
const MAX_BYTES = 1024 * 1024;
const SOURCE = /\.([cm]?[jt]sx?|vue|svelte|astro|html?|py|rb|go|java|kts?|cs|rs|swift|php|ya?ml|json)$/i;
const NEVER = new Set([".git", "node_modules"]);

/** The source files below a folder, as what `.gitignore` files leave, in the order of their names. */
export async function* sourceFiles(root: string): AsyncGenerator<SourceFile> {
  const above = await rulesAbove(root);
  // Who names a folder that git ignores wants to see into it.
  yield* filesIn(root, isIgnored(root, true, above) ? [] : above);
}

async function* filesIn(folder: string, above: readonly Rules[]): AsyncGenerator<SourceFile> {
  const rules = [...above, ...(await rulesOf(folder))];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (NEVER.has(entry.name) || isIgnored(path, entry.isDirectory(), rules)) continue;
    if (entry.isDirectory()) yield* filesIn(path, rules);
    else if (entry.isFile() && SOURCE.test(entry.name)) {
      const { size } = await stat(path);
      if (size > MAX_BYTES) continue;
      yield { path, text: await readFile(path, "utf8") };
    }
  }
}

export interface SourceFile {
  /** Absolute. */
  path: string;
  text: string;
}

interface Rules {
  folder: string;
  matcher: Ignore;
}

async function rulesOf(folder: string): Promise<Rules[]> {
  const own = await readFile(join(folder, ".gitignore"), "utf8").catch(() => undefined);
  return own === undefined ? [] : [{ folder, matcher: ignore().add(own) }];
}

/** Those of the folders around it, up to the repository's root; none where there is no repository. */
async function rulesAbove(root: string): Promise<Rules[]> {
  const rules: Rules[] = [];
  for (let folder = root; ; folder = dirname(folder)) {
    if (folder !== root) rules.unshift(...(await rulesOf(folder)));
    // A file in work trees and submodules.
    if (await stat(join(folder, ".git")).catch(() => undefined)) return rules;
    if (folder === dirname(folder)) return [];
  }
}

/** The deepest `.gitignore` that says something about it decides. */
function isIgnored(path: string, isFolder: boolean, rules: readonly Rules[]): boolean {
  for (const { folder, matcher } of [...rules].reverse()) {
    const name = relative(folder, path).split(sep).join("/");
    const { ignored, unignored } = matcher.test(isFolder ? `${name}/` : name);
    if (ignored || unignored) return ignored;
  }
  return false;
}
