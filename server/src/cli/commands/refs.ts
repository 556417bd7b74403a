import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { nearest } from "@switchyard/core";
import type { Flag } from "../../api.ts";
import { WRITTEN } from "../declare-flags.ts";
import { readProject } from "../exported.ts";
import { type Finding, findReferences, type Reference } from "../find-references.ts";
import type { Io } from "../io.ts";
import { CliProblem, type ExitCode } from "../problem.ts";
import { sarif } from "../sarif.ts";
import { sourceFiles } from "../source-files.ts";

interface Options {
  project: string;
  file?: string;
  format?: string;
  json?: boolean;
}

/**
 * Compares the keys in source trees with a project's flags.
 *
 * @param folders all of them count as one tree; the current one if none is named
 * @returns 1 when a key is unknown or stale
 */
export async function refs(io: Io, folders: readonly string[], options: Options): Promise<ExitCode> {
  const { format = options.json ? "json" : "text", json, ...from } = options;
  if (!["text", "json", "sarif"].includes(format)) {
    throw new CliProblem(2, `--format must be text, json or sarif, received ${JSON.stringify(format)}`);
  }
  if (json && format === "text") throw new CliProblem(2, "--json and --format text ask for two things: one of them");
  const { flags } = await readProject(io, from);
  const references = await referencesIn(io.cwd, folders.length > 0 ? folders : ["."], flags);
  const findings = judge(references, flags, new Date().toISOString().slice(0, 10));
  if (format === "sarif") io.out(JSON.stringify(sarif(findings), null, 2));
  else if (format === "json") io.out(JSON.stringify({ references, findings }, null, 2));
  else io.out([...findings.map(line), sum(references, findings)].join("\n"));
  return findings.some(({ kind }) => kind !== "unused") ? 1 : 0;
}

async function referencesIn(cwd: string, folders: readonly string[], flags: readonly Flag[]): Promise<Reference[]> {
  const keys = new Set(flags.map(({ key }) => key));
  const roots = folders.map((folder) => resolve(cwd, folder));
  const base = baseOf(cwd, roots);
  // Folders may lie in one another.
  const seen = new Set<string>();
  const references: Reference[] = [];
  for (const [at, root] of roots.entries()) {
    try {
      for await (const { path, text } of sourceFiles(root)) {
        if (seen.has(path) || isListOfFlags(text)) continue;
        seen.add(path);
        references.push(...findReferences(text, relative(base, path).split(sep).join("/"), keys));
      }
    } catch (error) {
      throw new CliProblem(2, `${folders[at]} can't be read: ${(error as Error).message}`);
    }
  }
  return references;
}

/** What `types` and `export` wrote: it names all flags, so that none would ever be unused. */
const isListOfFlags = (text: string) => text.startsWith(WRITTEN) || /^\s*\{\s*"switchyard":\s*1\b/.test(text);

/**
 * Where paths are told from. Editors and code hosts look for them from where the command ran, which is a repository's root in a
 * pipeline; for folders elsewhere, from the deepest folder that has all of them.
 */
function baseOf(cwd: string, roots: readonly string[]): string {
  const isIn = (base: string) => (root: string) => {
    const way = relative(base, root);
    return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  };
  if (roots.every(isIn(cwd))) return cwd;
  let base = roots[0] as string;
  while (!roots.every(isIn(base)) && base !== dirname(base)) base = dirname(base);
  return base;
}

/** @param today as `2030-01-31` */
function judge(references: readonly Reference[], flags: readonly Flag[], today: string): Finding[] {
  const byKey = new Map(flags.map((flag) => [flag.key, flag]));
  const named = references.flatMap((reference): Finding[] => {
    const { flag: key, path, line, column } = reference;
    const flag = byKey.get(key);
    const at = { path, line, column };
    if (flag === undefined) {
      const meant = nearest(key, byKey.keys());
      return [{ kind: "unknown", flag: key, message: `no flag ${key}${meant ? `; did you mean ${meant}?` : ""}`, at }];
    }
    if (flag.archived) return [{ kind: "stale", flag: key, message: `${key} is archived`, at }];
    const due = flag.lifetime.kind === "temporary" ? flag.lifetime.expectedRemoval : undefined;
    if (due !== undefined && due < today) {
      return [{ kind: "stale", flag: key, message: `${key} was to be removed by ${due}`, at }];
    }
    return [];
  });
  const used = new Set(references.map(({ flag }) => flag));
  const unused = flags
    .filter(({ key, archived }) => !archived && !used.has(key))
    .map(({ key }): Finding => ({ kind: "unused", flag: key, message: `no source names ${key}` }));
  return [...named, ...unused];
}

const line = ({ kind, message, at }: Finding) =>
  at ? `${at.path}:${at.line}:${at.column}: ${kind}: ${message}` : `${kind}: ${message}`;

function sum(references: readonly Reference[], findings: readonly Finding[]): string {
  const count = (kind: Finding["kind"]) => findings.filter((finding) => finding.kind === kind).length;
  return `${references.length} ${references.length === 1 ? "reference" : "references"}; ${count("unknown")} unknown, ${count("stale")} stale, ${count("unused")} unused.`;
}
