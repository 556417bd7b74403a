import { compileRuleset, isEnabled, updateRuleset } from "@switchyard/core";
import { contexts, mixed, plain } from "./fixtures.ts";
import { compare } from "./measure.ts";
import { table } from "./table.ts";

const COUNT = 1000;

/** What is done to all flags at once: asking, compiling, swapping. */
export function wholeSets(): string {
  const flags = mixed(COUNT);
  const keys = flags.map(({ key }) => key);
  const people = contexts();
  const ruleset = compileRuleset({ flags, segments: [] });
  const map = new Map(keys.map((key) => [key, { on: true }]));
  const text = JSON.stringify(flags);
  // A new array and new objects each time, as from the network.
  const versions = [false, true].map((enabled) => ({ ...plain("flag-500"), enabled }));

  const measured = compare(
    {
      [`${COUNT} Map lookups`]: (times) => {
        let on = 0;
        for (let i = 0; i < times; i++) for (const key of keys) if (map.get(key)?.on) on++;
        return on;
      },
      [`isEnabled, all of ${COUNT} flags for one context`]: (times) => {
        let on = 0;
        for (let i = 0; i < times; i++) for (const key of keys) if (isEnabled(ruleset, key, people[i & 1023])) on++;
        return on;
      },
      [`JSON.parse of ${COUNT} flags (${Math.round(text.length / 1024)} kB)`]: (times) => {
        let found = 0;
        for (let i = 0; i < times; i++) found += JSON.parse(text).length;
        return found;
      },
      [`compileRuleset, ${COUNT} flags`]: (times) => {
        let found = 0;
        for (let i = 0; i < times; i++) found += compileRuleset({ flags, segments: [] }).flags.size;
        return found;
      },
      [`updateRuleset, one of ${COUNT} flags`]: (times) => {
        let changed = 0;
        let current = ruleset;
        for (let i = 0; i < times; i++) {
          const change = versions.slice(i & 1, (i & 1) + 1);
          const next = updateRuleset(current, { flags: change, segments: [], removed: { flags: [] } });
          changed += next.changed.length;
          current = next.ruleset;
        }
        return changed;
      },
    },
    { times: 10, rounds: 31 },
  );
  return table(
    ["", "µs"],
    measured.map(({ name, nanoseconds }) => [name, (nanoseconds / 1000).toFixed(1)]),
  );
}
