import type { FlagData, JsonValue } from "@switchyard/core";
import type { TestRuleset } from "./test-ruleset.ts";

/** Keys of flags that are on or off (or, where a ruleset knows them, give one of their variants), or values by key. */
export type FlagChoices = readonly string[] | Readonly<Record<string, readonly JsonValue[]>>;

/** One flag and its values; others are named by their place in the list of choices, values by theirs. */
export interface Choice {
  readonly key: string;
  readonly values: readonly JsonValue[];
  /** What it gives while a prerequisite fails; absent where that is none of its values. */
  readonly off: number | undefined;
  readonly needs: readonly { choice: number; values: readonly number[] }[];
}

/** The value of each choice, by place; `undefined` while it is open. */
export type Assignment = readonly (number | undefined)[];

/** @throws TypeError on a flag without values */
export function readChoices(flags: FlagChoices, ruleset: TestRuleset | undefined): Choice[] {
  const known = new Map((ruleset?.flags ?? []).map((flag) => [flag.key, flag]));
  const entries = Array.isArray(flags)
    ? [...new Set<string>(flags)].map((key) => [key, valuesOf(known.get(key))] as const)
    : Object.entries(flags as Readonly<Record<string, readonly JsonValue[]>>);
  return entries.map(([key, values]) => {
    if (!Array.isArray(values) || values.length === 0)
      throw new TypeError(`flag \`${key}\` has no values to test with`);
    const flag = known.get(key);
    const off = flag && placeOf(values, variantOf(flag, flag.offVariant));
    const needs = (flag?.prerequisites ?? []).flatMap((needed) => {
      const choice = entries.findIndex(([other]) => other === needed.flag);
      const other = known.get(needed.flag);
      const [, others = []] = entries[choice] ?? [];
      const allowed = needed.variants.map((variant) => other && placeOf(others, variantOf(other, variant)));
      return choice < 0 ? [] : [{ choice, values: allowed.filter((place) => place !== undefined) }];
    });
    return { key, values, off, needs };
  });
}

/**
 * Adds what the values so far need: a flag gives more than its off variant only while its prerequisites hold.
 * @returns `undefined` when there is no such state
 */
export function settle(choices: readonly Choice[], values: Assignment): Assignment | undefined {
  for (const [place, { off, needs }] of choices.entries()) {
    const value = values[place];
    if (value === undefined || value === off) continue;
    for (const need of needs) {
      const other = values[need.choice];
      if (other === undefined) return first(need.values, (next) => settle(choices, values.with(need.choice, next)));
      if (!need.values.includes(other)) return undefined;
    }
  }
  return values;
}

function first<Item, Result>(items: readonly Item[], find: (item: Item) => Result | undefined): Result | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

const ON_OFF = [true, false];

const valuesOf = (flag: FlagData | undefined): readonly JsonValue[] =>
  flag && flag.type !== "boolean" ? flag.variants.map(({ value }) => value) : ON_OFF;

const variantOf = (flag: FlagData, variant: string) => flag.variants.find(({ key }) => key === variant)?.value;

function placeOf(values: readonly JsonValue[], value: JsonValue | undefined): number | undefined {
  const place = values.findIndex((one) => JSON.stringify(one) === JSON.stringify(value));
  return place < 0 ? undefined : place;
}
