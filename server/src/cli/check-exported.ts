import { CliProblem } from "./problem.ts";

/**
 * Refuses a file that can't be read as a project: it may have been written by hand.
 *
 * @throws CliProblem 2 naming the place
 */
export function checkExported({ flags, segments }: { flags: unknown[]; segments: unknown[] }, file: string): void {
  for (const [name, all] of [
    ["flags", flags],
    ["segments", segments],
  ] as const) {
    const keys = new Set<string>();
    for (const [index, one] of all.entries()) {
      const place = `${file}: ${name}[${index}]`;
      if (!isObject(one) || typeof one.key !== "string")
        throw new CliProblem(2, `${place} must be an object with a key`);
      if (keys.has(one.key)) throw new CliProblem(2, `${place} has the key ${one.key}, which another has already`);
      keys.add(one.key);
      if (name === "segments") continue;
      if (one.variants !== undefined && !(Array.isArray(one.variants) && one.variants.every(isObject))) {
        throw new CliProblem(2, `${place}.variants must be a list of objects`);
      }
      const { environments = {} } = one;
      if (!isObject(environments) || !Object.values(environments).every(isObject)) {
        throw new CliProblem(2, `${place}.environments must hold a configuration by environment key`);
      }
    }
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
