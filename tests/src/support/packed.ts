import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "./process.ts";

// What npm would publish, installed elsewhere. Everything comes from this disk, nothing from a network.

export const run = promisify(execFile);
const MODULES = join(ROOT, "node_modules");

/** From this repository's own, as npm would fetch them. */
export const local = (...names: string[]): string[] => names.map((name) => `file:${join(MODULES, name)}`);

/** A new folder with an application's package.json and the packed SDK among its modules. */
export async function installPacked(sdk: "sdk-node" | "sdk-browser", home: string, others: string[]): Promise<void> {
  await mkdir(home);
  const packed = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", home], {
    cwd: join(ROOT, sdk),
  });
  const [{ filename }] = JSON.parse(packed.stdout);
  await writeFile(join(home, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
  const options = ["--offline", "--ignore-scripts", "--no-audit", "--install-links"];
  await run("npm", ["install", ...options, join(home, filename), ...others], { cwd: home });
}

/** Compiles with this repository's TypeScript. @returns what it complains of */
export async function compile(args: string[], cwd: string): Promise<string> {
  const compiled = await run(process.execPath, [join(MODULES, "typescript/bin/tsc"), ...args], { cwd }).catch((e) => e);
  return compiled.stdout;
}
