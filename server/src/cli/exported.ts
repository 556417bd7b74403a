import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { FlagData, SegmentData } from "@switchyard/core";
import type { Flag } from "../api.ts";
import type { Api } from "./api.ts";
import { apiOf, roleIn } from "./api.ts";
import { checkExported } from "./check-exported.ts";
import type { Io } from "./io.ts";
import { projectPath } from "./place.ts";
import { CliProblem } from "./problem.ts";

/** A project as a file: what `switchyard export` writes. */
export interface Exported {
  switchyard: 1;
  project: string;
  flags: Flag[];
  segments: SegmentData[];
}

/** Reads everything of a project, page by page, in the order of keys: the same project gives the same file. */
export async function exportProject(api: Api, project: string): Promise<Exported> {
  const path = projectPath({ project });
  const flags: Flag[] = [];
  for (let page: number | null = 1; page !== null; ) {
    const answer: { flags: Flag[]; next: number | null } = await api.send(
      "GET",
      `${path}/flags?archived=all&limit=500&page=${page}`,
    );
    flags.push(...answer.flags);
    page = answer.next;
  }
  const { segments } = await api.send<{ segments: SegmentData[] }>("GET", `${path}/segments`);
  const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);
  return { switchyard: 1, project, flags: flags.sort(byKey), segments: segments.sort(byKey) };
}

/** From a file, or from the server. @param options.as what messages call the file */
export async function readProject(
  io: Io,
  { file, project, as = "--file" }: { file?: string; project: string; as?: string },
): Promise<Exported> {
  if (file === undefined) {
    const instead = `; or name a file that \`switchyard export\` wrote with ${as}`;
    return exportProject(apiOf(io, roleIn("viewer", { project }), instead), project);
  }
  const text = await readFile(resolve(io.cwd, file), "utf8").catch(() => {
    throw new CliProblem(2, `${as} must be a file that \`switchyard export\` wrote, ${file} can't be read`);
  });
  const read = parseExported(text);
  if (!read) throw new CliProblem(2, `${as} must be a file that \`switchyard export\` wrote, ${file} is another`);
  checkExported(read, file);
  return read;
}

function parseExported(text: string): Exported | undefined {
  try {
    const read = JSON.parse(text) as Exported;
    return read.switchyard === 1 && Array.isArray(read.flags) && Array.isArray(read.segments) ? read : undefined;
  } catch {
    return undefined;
  }
}

/** What the SDKs of one environment get. */
export function environmentData({ flags, segments }: Exported, environment: string) {
  const data = flags.flatMap((flag): FlagData[] => {
    const configuration = flag.environments?.[environment];
    if (flag.archived || configuration === undefined) return [];
    const { key, type, variants, salt, clientSide } = flag;
    return [
      { ...configuration, key, type, variants, salt, clientSide, killed: Boolean(configuration.killed) } as FlagData,
    ];
  });
  if (data.length === 0 && flags.some(({ archived }) => !archived)) {
    const known = [...new Set(flags.flatMap((flag) => Object.keys(flag.environments ?? {})))].join(", ");
    throw new CliProblem(2, `There is no environment ${JSON.stringify(environment)}; there are ${known || "none"}`);
  }
  return { flags: data, segments };
}
