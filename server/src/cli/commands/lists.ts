import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { changeTitle, sentence } from "@switchyard/core/words";
import type { Change, Configuration, Flag, Receipts } from "../../api.ts";
import { apiOf, roleIn } from "../api.ts";
import { exportProject } from "../exported.ts";
import { type Io, print } from "../io.ts";
import { flagPath, type Place, projectPath } from "../place.ts";
import { CliProblem, type ExitCode } from "../problem.ts";

interface Options extends Place {
  json?: boolean;
}

/** What one flag does now, and which SDKs have confirmed it. */
export async function status(io: Io, key: string, { json, ...place }: Options): Promise<ExitCode> {
  const api = apiOf(io, roleIn("viewer", place));
  const flag = await api.send<Flag>("GET", `${projectPath(place)}/flags/${encodeURIComponent(key)}`);
  const path = flagPath(place, key);
  const configuration = await api.send<Configuration>("GET", path);
  const receipts = await api.send<Receipts>("GET", `${path}/receipts`);
  const words = [
    sentence(flag, configuration, place.environment),
    `Version ${configuration.version}: ${receipts.confirmed} of ${receipts.connected} connected SDKs have it.`,
  ];
  print(io, { json }, { flag: key, ...place, configuration, receipts }, words.join("\n"));
  return 0;
}

/** All flags that are not archived, a sentence each. */
export async function flags(io: Io, { json, ...place }: Options): Promise<ExitCode> {
  const { flags: all } = await exportProject(apiOf(io, roleIn("viewer", { project: place.project })), place.project);
  const current = all.filter(({ archived }) => !archived);
  const lines = current.map((flag) => {
    const configuration = flag.environments[place.environment];
    return `${flag.key}\n  ${configuration ? sentence(flag, configuration, place.environment) : "not there"}`;
  });
  print(io, { json }, current, lines.length > 0 ? lines.join("\n") : "There are no flags.");
  return 0;
}

/** The newest changes, newest first. */
export async function changes(
  io: Io,
  { json, project, ...filter }: { json?: boolean; project: string; limit: string } & Record<string, unknown>,
): Promise<ExitCode> {
  const given = Object.entries(filter).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  const query = new URLSearchParams(given);
  const path = `${projectPath({ project })}/changes?${query}`;
  const { changes: all } = await apiOf(io, roleIn("viewer", { project })).send<{ changes: Change[] }>("GET", path);
  const lines = all.map((change) => {
    const reason = change.reason ? `: ${change.reason}` : "";
    return `${new Date(change.at).toISOString()}  ${changeTitle(change)}, by ${change.actor.name}${reason}`;
  });
  print(io, { json }, all, lines.length > 0 ? lines.join("\n") : "Nothing was changed.");
  return 0;
}

/** A project as a file. */
export async function exportTo(
  io: Io,
  { project, out, json }: { project: string; out?: string; json?: boolean },
): Promise<ExitCode> {
  const exported = await exportProject(apiOf(io, roleIn("viewer", { project })), project);
  const text = JSON.stringify(exported, null, 2);
  if (out === undefined) {
    io.out(text);
    return 0;
  }
  await writeFile(resolve(io.cwd, out), `${text}\n`).catch((error: Error) => {
    throw new CliProblem(2, `--out must be a file that can be written: ${error.message}`);
  });
  const { flags, segments } = exported;
  if (json) io.out(JSON.stringify({ file: out, flags: flags.length, segments: segments.length }, null, 2));
  return 0;
}
