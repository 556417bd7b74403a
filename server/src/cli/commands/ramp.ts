import { rampTo, sentence } from "@switchyard/core/words";
import type { Configuration, Flag } from "../../api.ts";
import { apiOf, roleIn } from "../api.ts";
import { type Io, print } from "../io.ts";
import { flagPath, type Place, projectPath } from "../place.ts";
import { CliProblem, type ExitCode } from "../problem.ts";

interface Options extends Place {
  json?: boolean;
}

/** Moves what everyone else gets to a percentage; whoever is in stays in on the way up. */
export async function ramp(io: Io, key: string, to: string, { json, ...place }: Options): Promise<ExitCode> {
  const percentage = Number(to.replace(/%$/, ""));
  if (to.trim() === "" || !(percentage >= 0 && percentage <= 100)) {
    throw new CliProblem(2, `The percentage must be a number from 0 to 100, received ${JSON.stringify(to)}`);
  }
  const api = apiOf(io, roleIn("editor", place));
  const flag = await api.send<Flag>("GET", `${projectPath(place)}/flags/${encodeURIComponent(key)}`);
  const before = await api.send<Configuration>("GET", flagPath(place, key));
  const { enabled, offVariant, prerequisites, targets, rules } = before;
  const fallthrough = rampTo(flag, before, percentage);
  const next = { enabled, offVariant, prerequisites, targets, rules, fallthrough };
  const headers = { "if-match": `"${before.version}"` };
  const after = await api.send<Configuration>("PUT", flagPath(place, key), next, headers);
  const notes = after.enabled ? [] : ["It is disabled: nobody is in until it is enabled."];
  if (after.killed) notes.push("It is killed: nobody is in until it is restored.");
  const words = [
    `- ${sentence(flag, before, place.environment)}`,
    `+ ${sentence(flag, after, place.environment)}`,
    ...notes,
  ];
  print(io, { json }, { flag: key, ...place, version: after.version, before, after }, words.join("\n"));
  return 0;
}
