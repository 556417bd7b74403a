import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT, run } from "./process.ts";

/** A page of the documentation, as files that can be compiled and run. */
export interface Snippets {
  /** Where they are: below tests/, so that the packages' published names resolve as they would in an application. */
  folder: string;
  files: string[];
}

/**
 * Writes each block of code of a page to a file of its own: named by its first line where that is a comment with a file's
 * name, and `main.ts` otherwise.
 *
 * @param fill puts address and key of a test in place of the page's
 */
export function writeSnippets(page: string, fill: (code: string) => string): Snippets {
  const folder = join(ROOT, "tests/output/docs", page.replace(/\.md$/, ""));
  mkdirSync(folder, { recursive: true });
  const blocks = [...readFileSync(join(ROOT, page), "utf8").matchAll(/```tsx?\n(.*?)```/gs)];
  const files = blocks.map(([, code = ""]) => {
    const file = join(folder, code.match(/^\/\/ ([\w-]+\.tsx?)\n/)?.[1] ?? "main.ts");
    writeFileSync(file, fill(code));
    return file;
  });
  return { folder, files };
}

/**
 * Runs one in Node.
 *
 * @param after what a test adds at its end, to try what it shows
 * @returns what it printed
 */
export async function runSnippet(file: string, env: NodeJS.ProcessEnv, after = ""): Promise<string[]> {
  const outfile = file.replace(/tsx?$/, "mjs");
  await build({
    ...COMMON,
    entryPoints: [file],
    outfile,
    platform: "node",
    packages: "external",
    footer: { js: after },
  });
  const app = run("node", [outfile], { env });
  const code = await app.exit;
  if (code !== 0) throw new Error(`${file} ended with ${code}:\n${app.lines.join("\n")}`);
  return app.lines;
}

/** @returns one as a script for a page */
export async function bundleSnippet(file: string): Promise<string> {
  const define = { "process.env.NODE_ENV": '"development"' };
  const { outputFiles } = await build({ ...COMMON, entryPoints: [file], write: false, define });
  return outputFiles[0]?.text ?? "";
}

const COMMON = { bundle: true, format: "esm", jsx: "automatic", logLevel: "error" } as const;
