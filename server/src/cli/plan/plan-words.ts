import type { Applied } from "../../api.ts";
import type { Found } from "./find-operations.ts";

const MAX_NAMED = 10;
const DIRECTIONS = {
  raises: "raises exposure",
  lowers: "lowers exposure",
  same: "nobody gets another variant",
} as const;

/** What would be done, for whoever reviews it: each flag's sentence before and after, and which way it goes. */
export function planWords(
  { changes, effects, obstacles, digest }: Applied,
  extra: Found["extra"],
  guarded: readonly string[] = [],
): string {
  const left = [...named("flag", extra.flags), ...named("segment", extra.segments)];
  if (changes.length === 0) return ["Nothing to change.", ...left].join("\n");
  // Flags have their sentences; the rest has its headline.
  const titles = changes.filter(({ action }) => action !== "flag.configured").map(({ title }) => title);
  const sentences = effects
    .filter(({ before, after }) => before !== after)
    .flatMap(({ flag, environment, direction, before, after }) => [
      `${flag} in ${environment}: ${DIRECTIONS[direction]}`,
      ...(before === null ? [] : [`- ${before}`]),
      ...(after === null ? [] : [`+ ${after}`]),
    ]);
  const said = new Set(
    effects.filter(({ before, after }) => before !== after).map(({ flag, environment }) => `${flag} ${environment}`),
  );
  // Edits that no sentence tells of, such as a rule's name.
  const silent = changes
    .filter(({ action, flag, environment }) => action === "flag.configured" && !said.has(`${flag} ${environment}`))
    .map(({ title }) => title);
  const held = obstacles.map(({ message }) => `Held: ${message}`);
  const count = changes.length === 1 ? "1 change" : `${changes.length} changes`;
  return [...titles, ...silent, ...sentences, ...guarded, ...held, ...left, `${count}; digest ${digest}`].join("\n");
}

function named(what: string, keys: readonly string[]): string[] {
  if (keys.length === 0) return [];
  const more = keys.length > MAX_NAMED ? ` and ${keys.length - MAX_NAMED} more` : "";
  const count = keys.length === 1 ? `1 ${what} is` : `${keys.length} ${what}s are`;
  return [`${count} not in the file and left alone: ${keys.slice(0, MAX_NAMED).join(", ")}${more}`];
}
