import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type Declared, declareFlags, type Sdk } from "../declare-flags.ts";
import { readProject } from "../exported.ts";
import { type Io, print } from "../io.ts";
import { CliProblem, type ExitCode } from "../problem.ts";
import { sdksAround } from "../sdks-around.ts";

interface Options {
  project: string;
  file?: string;
  out: string;
  /** @default those that the nearest package.json names */
  sdk?: string;
  /** Days. */
  soon: string;
  check?: boolean;
  json?: boolean;
}

const SDKS = new Map<string, readonly Sdk[]>([
  ["node", ["node"]],
  ["browser", ["browser"]],
  ["both", ["node", "browser"]],
]);
const DAY_MS = 86_400_000;

/** Writes the flags as types for the SDKs. @returns 1 when a file that was to be checked is another */
export async function types(io: Io, { out, sdk, soon, check, json, ...from }: Options): Promise<ExitCode> {
  const sdks = sdk === undefined ? await sdksAround(dirname(resolve(io.cwd, out))) : SDKS.get(sdk);
  if (!sdks) throw new CliProblem(2, `--sdk must be node, browser or both, received ${JSON.stringify(sdk)}`);
  if (!/^\d{1,4}$/.test(soon)) {
    throw new CliProblem(2, `--soon must be whole days from 0 to 9999, received ${JSON.stringify(soon)}`);
  }
  if (check && out === "-") throw new CliProblem(2, "--check compares with a file, --out - names none");
  const { flags } = await readProject(io, from);
  const wrong = flags.find((flag) => !isDeclared(flag));
  if (wrong !== undefined) {
    throw new CliProblem(2, `${from.file} has a flag that can't be read: ${JSON.stringify(wrong).slice(0, 100)}`);
  }
  const dueBy = new Date(Date.now() + Number(soon) * DAY_MS).toISOString().slice(0, 10);
  const text = declareFlags(flags, sdks, dueBy);
  if (out === "-") {
    print(io, { ...(json && { json }) }, { file: null, text }, text.trimEnd());
    return 0;
  }
  const state = check ? await compare(io, out, text) : "written";
  if (!check) await write(resolve(io.cwd, out), text);
  if (json) io.out(JSON.stringify({ file: out, state, flags: flags.length }, null, 2));
  else if (state === "absent" || state === "outdated") {
    io.out(`${out} is ${state === "absent" ? "not there" : "not up to date"}: write it with \`switchyard types\``);
  }
  return state === "absent" || state === "outdated" ? 1 : 0;
}

async function compare(io: Io, out: string, text: string): Promise<"current" | "outdated" | "absent"> {
  const found = await readFile(resolve(io.cwd, out), "utf8").catch(() => undefined);
  if (found === undefined) return "absent";
  // Git may have given it the line ends of another system.
  return found.replaceAll("\r\n", "\n") === text ? "current" : "outdated";
}

/** All or nothing: a compiler may be watching. */
async function write(path: string, text: string): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    await writeFile(part, text);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw new CliProblem(2, `--out must be a file that can be written: ${(error as Error).message}`);
  }
}

/** A file is anybody's. */
function isDeclared(flag: Declared | null): boolean {
  return (
    ["key", "name", "description"].every((name) => typeof flag?.[name as "key"] === "string") &&
    ["boolean", "string", "number", "object"].includes(flag?.type as string) &&
    Array.isArray(flag?.variants) &&
    flag.variants.every((variant) => flag.type === "object" || typeof variant?.value === flag.type) &&
    ["undefined", "string"].includes(typeof (flag.lifetime as { expectedRemoval?: unknown })?.expectedRemoval)
  );
}
