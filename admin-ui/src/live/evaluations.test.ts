import { describe, expect, it } from "vitest";
import type { LiveEvaluation } from "../api/types.ts";
import { MOST_LISTED, NOTHING_SEEN, withMore } from "./evaluations.ts";

const evaluation = (key: string): LiveEvaluation => ({
  flag: "checkout",
  variant: "on",
  reason: "SPLIT",
  at: 0,
  context: { targetingKey: key },
  instance: "one",
  app: null,
});

const event = (...keys: string[]) => ({ items: keys.map(evaluation), dropped: 1, servers: 2, asked: 1 });
const keys = ({ items }: typeof NOTHING_SEEN) => items.map(({ context }) => context.targetingKey);

describe("evaluations as they happen", () => {
  it("are listed with the newest first, each under a number of its own", () => {
    const seen = withMore(withMore(NOTHING_SEEN, event("a", "b"), false), event("c"), false);
    expect(keys(seen)).toEqual(["c", "b", "a"]);
    expect(new Set(seen.items.map(({ id }) => id)).size).toBe(3);
    expect(seen).toMatchObject({ total: 3, dropped: 2, asked: { servers: 2, asked: 1 } });
  });

  it("stand still while paused, and are counted all the same", () => {
    const seen = withMore(withMore(NOTHING_SEEN, event("a"), false), event("b"), true);
    expect(keys(seen)).toEqual(["a"]);
    expect(seen.total).toBe(2);
  });

  it("keep the newest when there are many", () => {
    const many = Array.from({ length: MOST_LISTED + 5 }, (_, index) => `k${index}`);
    const seen = withMore(NOTHING_SEEN, event(...many), false);
    expect(keys(seen)).toHaveLength(MOST_LISTED);
    expect(keys(seen)[0]).toBe(`k${MOST_LISTED + 4}`);
  });
});
