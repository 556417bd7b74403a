import { rampTo, sentence } from "@switchyard/core/words";
import type { Configuration, Flag } from "../../api.ts";
import { apiOf, roleIn } from "../api.ts";
import { type Io, print } from "../io.ts";
import { flagPath, type Place, projectPath } from "../place.ts";
import { CliProblem, type ExitCode } from "../problem.ts";

interface Options extends Place {
  enable?: boolean;
  json?: boolean;
}

/** Moves what everyone else gets to a percentage; whoever is in stays in on the way up. */
export async function ramp(
  io: Io,
  key: string,
  to: string,
  { enable = false, json, ...place }: Options,
): Promise<ExitCode> {
  const percentage = Number(to.replace(/%$/, ""));
  if (to.trim() === "" || !(percentage >= 0 && percentage <= 100)) {
    throw new CliProblem(2, `The percentage must be a number from 0 to 100, received ${JSON.stringify(to)}`);
  }
  const api = apiOf(io, roleIn("editor", place));
  const flag = await api.send<Flag>("GET", `${projectPath(place)}/flags/${encodeURIComponent(key)}`);
  const before = await api.send<Configuration>("GET", flagPath(place, key));
  const { offVariant, prerequisites, targets, rules } = before;
  const enabled = before.enabled || enable;
  const fallthrough = rampTo(flag, before, percentage);
  const next = { enabled, offVariant, prerequisites, targets, rules, fallthrough };
  const headers = { "if-match": `"${before.version}"` };
  const after = await api.send<Configuration>("PUT", flagPath(place, key), next, headers);
  const words = describe(before, after, (configuration) => sentence(flag, configuration, place.environment));
  print(io, { json }, { flag: key, ...place, version: after.version, before, after }, words.join("\n"));
  return 0;
}

/** What changed, also where nobody gets anything of it yet: then as it will be, and what is missing until then. */
function describe(
  before: Configuration,
  after: Configuration,
  say: (configuration: Configuration) => string,
): string[] {
  const missing: string[] = [];
  if (!after.enabled) missing.push("enable it (the same command with --enable, or in the admin UI)");
  if (after.killed) missing.push("restore it (`switchyard restore`)");
  const asItWillBe = (configuration: Configuration) =>
    say(missing.length > 0 ? { ...configuration, enabled: true, killed: undefined } : configuration);
  const [from, to] = [asItWillBe(before), asItWillBe(after)];
  const words = from === to ? [`= ${to}`] : [`- ${from}`, `+ ${to}`];
  if (missing.length === 0) return words;
  return [say(after), `Nobody is in until you ${missing.join(" and ")}. Then it will be:`, ...words];
}
