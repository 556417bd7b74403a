import type { JsonValue } from "@switchyard/core";
import { type Assignment, type Choice, type FlagChoices, readChoices, settle } from "./flag-choices.ts";
import type { TestRuleset } from "./test-ruleset.ts";

/** What each flag gives, by key. */
export type FlagState = Record<string, JsonValue>;

/**
 * States in which every pair of values of any two flags occurs: most faults that depend on flags depend on two at most, and
 * twenty flags need about a dozen states, not a million. The first values of all together and the last ones are among them.
 * Greedy, after D. Cohen and others, "The AETG system" (1997), and always the same for the same flags.
 *
 * @param ruleset leaves out what its prerequisites make impossible
 * @throws TypeError on a flag without values
 */
export function flagStates(flags: FlagChoices, ruleset?: TestRuleset): FlagState[] {
  const choices = readChoices(flags, ruleset);
  const wanted = partsOf(choices);
  const open = new Set(wanted.map(nameOf));
  const states = new Map<string, FlagState>();

  function add(start: Assignment) {
    const settled = settle(choices, start);
    const full = settled && fill(choices, settled, open);
    if (!full) return;
    for (let last = 0; last < full.length; last++) {
      for (let place = 0; place <= last; place++) open.delete(nameOf([at(full, place), at(full, last)]));
    }
    const state = choices.map(({ key, values }, place) => [key, values[full[place] ?? 0]] as [string, JsonValue]);
    states.set(full.join(), Object.fromEntries(state));
  }

  add(choices.map(() => 0));
  add(choices.map(({ values }) => values.length - 1));
  for (const part of wanted) {
    if (open.has(nameOf(part))) add(choices.map((_, place) => part.find((one) => one.place === place)?.value));
  }
  return [...states.values()];
}

interface Place {
  place: number;
  value: number;
}

/** Every value of every flag, as a pair with itself, and every pair of values of two flags. */
function partsOf(choices: readonly Choice[]): [Place, Place][] {
  const all = choices.flatMap(({ values }, place) => values.map((_, value): Place => ({ place, value })));
  return all.flatMap((a) => all.filter((b) => a === b || a.place < b.place).map((b): [Place, Place] => [a, b]));
}

const nameOf = ([a, b]: readonly [Place, Place]) => `${a.place}.${a.value} ${b.place}.${b.value}`;
const at = (values: Assignment, place: number): Place => ({ place, value: values[place] ?? -1 });

/** Gives each open flag the value that shows the most pairs that were not seen yet. */
function fill(choices: readonly Choice[], start: Assignment, open: ReadonlySet<string>): Assignment | undefined {
  let state: Assignment | undefined = start;
  for (const [place, { values }] of choices.entries()) {
    if (!state || state[place] !== undefined) continue;
    const before: Assignment = state;
    let best = -1;
    state = undefined;
    // Among equals not always the same one: the next states would have to make up for it.
    for (const offset of values.keys()) {
      const value = (offset + (open.size >> (place % 5))) % values.length;
      const next = settle(choices, before.with(place, value));
      const seen = next ? news(next, place, open) : -1;
      if (seen > best) [best, state] = [seen, next];
    }
  }
  return state;
}

function news(values: Assignment, place: number, open: ReadonlySet<string>): number {
  return values.filter((_, other) => {
    const [a, b] = other < place ? [other, place] : [place, other];
    return open.has(nameOf([at(values, a), at(values, b)]));
  }).length;
}
