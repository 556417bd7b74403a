import { environmentNamed } from "@switchyard/core/search";
import type { RolloutAct } from "../api/rollouts.ts";
import type { Environment } from "../api/types.ts";

/** What somebody typed into the palette, as far as it is about guarded rollouts. */
export interface RolloutCommand {
  act: RolloutAct;
  /** What is left to find the flag by. */
  words: string[];
  environment: Environment | undefined;
}

const ACTS: readonly [RegExp, RolloutAct][] = [
  [/^start(?=\s|$)/, "start"],
  [/^pause(?=\s|$)/, "pause"],
  [/^resume(?=\s|$)/, "resume"],
  [/^step ?back(?=\s|$)/, "stepBack"],
  [/^roll ?back(?=\s|$)/, "rollBack"],
  [/^(?:stop|end)(?=\s|$)/, "stop"],
  [/^approve(?=\s|$)/, "approve"],
];

/** "pause checkout prod", "step back checkout": an act, words that find the flag, and the beginning of an environment's key. */
export function parseRolloutCommand(text: string, environments: readonly Environment[]): RolloutCommand | undefined {
  const typed = text.trim().toLowerCase();
  for (const [pattern, act] of ACTS) {
    const verb = pattern.exec(typed)?.[0];
    if (verb === undefined) continue;
    const parts = typed.slice(verb.length).split(/\s+/).filter(Boolean);
    // The first word is a flag's, also where an environment is called so.
    const place = parts.findIndex((part, index) => index > 0 && environmentNamed(part, environments) !== undefined);
    const environment = place < 0 ? undefined : environmentNamed(parts[place] ?? "", environments);
    return { act, words: parts.filter((_, index) => index !== place), environment };
  }
  return undefined;
}
