import { expect, test } from "vitest";
import { createRecentContexts, createSeenContexts } from "./contexts.ts";

/** As good as the hashes that stand for contexts. */
const hashes = (count: number, seed = 1) => {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state ^ (state >>> 13)) >>> 0;
  });
};

test("a context is in the group it was exposed to last", () => {
  const recent = createRecentContexts();
  expect(recent.isTreated(7)).toBeUndefined();
  for (const hash of [0, 7, 0xffff_ffff]) {
    recent.remember(hash, true);
    expect(recent.isTreated(hash)).toBe(true);
    recent.remember(hash, false);
    expect(recent.isTreated(hash)).toBe(false);
  }
  // Differs from 7 above the part that says where to look.
  expect(recent.isTreated(7 + 2 ** 14)).toBeUndefined();
});

test("many are remembered, and of too many the last ones", () => {
  const recent = createRecentContexts();
  const many = hashes(20_000);
  for (const hash of many) recent.remember(hash, hash % 3 === 0);
  const known = many.filter((hash) => recent.isTreated(hash) === (hash % 3 === 0));
  expect(known.length).toBeGreaterThan(19_800);
  const more = hashes(500_000, 99);
  for (const hash of more) recent.remember(hash, true);
  expect(more.slice(-10_000).filter((hash) => recent.isTreated(hash)).length).toBeGreaterThan(9_900);
  expect(many.filter((hash) => recent.isTreated(hash) !== undefined).length).toBeLessThan(100);
});

test("who is seen twice is counted once; who shares a place is left out", () => {
  const seen = createSeenContexts();
  const many = hashes(10_000);
  const first = many.filter((hash) => seen.isFirst(hash));
  expect(first.length).toBeGreaterThan(9_500);
  expect(many.filter((hash) => seen.isFirst(hash))).toEqual([]);
});
