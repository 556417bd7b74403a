import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";

/** Larger files are generated ones. */
const MAX_BYTES = 1024 * 1024;
const SOURCE = /\.([cm]?[jt]sx?|vue|svelte|astro|html?|py|rb|go|java|kts?|cs|rs|swift|php|ya?ml|json)$/i;
const NEVER = new Set([".git", "node_modules"]);

/** The source files below a folder, as what `.gitignore` files leave, in the order of their names. */
export async function* sourceFiles(root: string, folder = root, rules: Rules[] = []): AsyncGenerator<SourceFile> {
  const own = await readFile(join(folder, ".gitignore"), "utf8").catch(() => undefined);
  const all = own === undefined ? rules : [...rules, { folder, matcher: ignore().add(own) }];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (NEVER.has(entry.name) || isIgnored(path, entry.isDirectory(), all)) continue;
    if (entry.isDirectory()) yield* sourceFiles(root, path, all);
    else if (entry.isFile() && SOURCE.test(entry.name)) {
      const { size } = await stat(path);
      if (size > MAX_BYTES) continue;
      yield { path: relative(root, path).split(sep).join("/"), text: await readFile(path, "utf8") };
    }
  }
}

export interface SourceFile {
  /** From the root, with forward slashes. */
  path: string;
  text: string;
}

interface Rules {
  folder: string;
  matcher: Ignore;
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
