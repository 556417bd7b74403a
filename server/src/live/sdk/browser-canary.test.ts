import fc from "fast-check";
import { expect, it } from "vitest";
import { CONTEXTS, type World, world } from "../../http/canary/canary-world.case.ts";
import { Entry } from "../environment/entry.ts";
import { BrowserFeed } from "./browser-feed.ts";
import { BrowserReader } from "./browser-reader.ts";

// What browsers are told of a thousand configurations, one after the other, as whole snapshots and as changes.

const RUNS = 1_000;
const KEYS = ["canary-a", "canary-b", "shown-a", "shown-b"];
const VARIANTS = [
  { key: "on", value: "yes" },
  { key: "off", value: "no" },
  { key: "canary-vip", value: "canary value" },
];

function entryOf({ hidden, shown, prerequisites, segment, killed }: World, version: number): Entry {
  const flags = [...hidden, ...shown].map((configuration, index) => {
    const key = KEYS[index] ?? "";
    const isShown = index > 1;
    const usual = { type: "string" as const, variants: VARIANTS, salt: "k3v9qx2", prerequisites: [] };
    const lean = isShown ? { clientSide: true, prerequisites } : {};
    return { ...usual, key, killed: killed && key.endsWith("b"), ...configuration, ...lean };
  });
  const segments = [{ key: "canary-segment", ...segment }];
  // Conditions are made of texts, not of the operators' own types.
  return Entry.from({ epoch: "e", version, flags, segments, quarantined: [] } as Parameters<typeof Entry.from>[0]);
}

it(`${RUNS} configurations: nothing but answers, in snapshots and in changes`, { timeout: 60_000 }, () => {
  let feed: BrowserFeed | undefined;
  let previous: Entry | undefined;
  let readers: BrowserReader[] = [];
  let texts = 0;
  let changes = 0;
  fc.assert(
    fc.property(world, (given) => {
      const version = (previous?.version ?? 0) + 1;
      const entry = entryOf(given, version);
      expect(entry.frame.toString()).toContain("canary-segment");
      if (feed && previous) {
        const step = {
          version,
          changeId: version,
          at: 0,
          hash: "canary-hash",
          flags: KEYS,
          segments: ["canary-segment"],
        };
        feed.update({ previous, entry, touched: [step], changed: KEYS, committedAt: new Map() });
      } else {
        const first = new BrowserFeed({ entry });
        readers = CONTEXTS.map((context) => new BrowserReader(first, context));
        feed = first;
      }
      const told = readers.flatMap((reader) => {
        const news = version > 1 ? reader.changes(version - 1) : undefined;
        if (news) changes += 1;
        return [news?.toString() ?? "", reader.snapshot().toString()];
      });
      previous = entry;
      texts += told.length;
      expect(told.filter((text) => text.includes("canary"))).toEqual([]);
      expect(told.at(-1)).toContain("shown-a");
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  expect(texts).toBe(RUNS * CONTEXTS.length * 2);
  expect(changes).toBe((RUNS - 1) * CONTEXTS.length);
});
