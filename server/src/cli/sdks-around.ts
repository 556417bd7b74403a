import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Sdk } from "./declare-flags.ts";

/**
 * The SDKs that a file in this folder can be for: those that the nearest `package.json` names that names any. A declaration for a package
 * that is not installed is an error to compilers.
 *
 * @returns both, when none names one
 */
export async function sdksAround(folder: string): Promise<readonly Sdk[]> {
  const sdks = await sdksNamedIn(join(folder, "package.json"));
  if (sdks.length > 0) return sdks;
  return folder === dirname(folder) ? ["node", "browser"] : sdksAround(dirname(folder));
}

async function sdksNamedIn(path: string): Promise<Sdk[]> {
  const text = await readFile(path, "utf8").catch(() => "{}");
  try {
    const { dependencies, devDependencies, peerDependencies } = JSON.parse(text) as Record<string, object | undefined>;
    const named = { ...dependencies, ...devDependencies, ...peerDependencies };
    return (["node", "browser"] as const).filter((sdk) => Object.hasOwn(named, `@switchyard/sdk-${sdk}`));
  } catch {
    // Whose package.json that is will say so.
    return [];
  }
}
