import { environmentNamed } from "@switchyard/core/search";
import type { Environment } from "../api/types.ts";

/** What somebody typed into the palette, as far as it is a command about a flag. */
export interface Command {
  verb: "kill" | "restore" | "ramp" | "open";
  /** What is left to find the flag by. */
  words: string;
  /** The one that was named, if one was. */
  environment: Environment | undefined;
  /** 0 to 100, of `ramp`. */
  percentage: number | undefined;
}

const VERBS = ["kill", "restore", "ramp"] as const;

/**
 * "kill checkout-v2 prod", "ramp checkout 25 staging": a verb, words that find a flag, and in any order the beginning of
 * an environment's key and a percentage. Without a verb it is about opening a flag.
 */
export function parseCommand(text: string, environments: readonly Environment[]): Command {
  const parts = text.trim().split(/\s+/).filter(Boolean);
  const first = parts[0]?.toLowerCase();
  const verb = VERBS.find((one) => one === first);
  const rest = verb ? parts.slice(1) : parts;
  const command: Command = { verb: verb ?? "open", words: "", environment: undefined, percentage: undefined };
  const words: string[] = [];
  for (const [index, part] of rest.entries()) {
    const number = /^(\d{1,3}(?:\.\d{1,3})?)%?$/.exec(part)?.[1];
    const environment = index > 0 ? environmentNamed(part, environments) : undefined;
    if (verb === "ramp" && index > 0 && number !== undefined && Number(number) <= 100)
      command.percentage = Number(number);
    else if (verb && environment && command.environment === undefined) command.environment = environment;
    else if (part !== "%") words.push(part);
  }
  return { ...command, words: words.join(" ") };
}
