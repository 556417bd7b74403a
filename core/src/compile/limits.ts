import type { Reference } from "./compiled.ts";
import { components, follow, type Node, type World } from "./graph.ts";

/** Asking a flag may ask at most so many others, counted along every way, and so many in a row. */
export const MOST_ASKED = 10_000;
export const DEEPEST = 100;

export interface Limits {
  /**
   * References that evaluation must not follow: those within a circle, and those of a node that would ask too much. It
   * does not depend on which flag is asked first, so every flag has one answer.
   */
  dead: ReadonlySet<Reference>;
  /** The nodes that would ask too much. */
  tooFar: ReadonlySet<Node>;
}

/** Decides, once per ruleset, where evaluation stops. */
export function findLimits(world: World): Limits {
  const dead = new Set<Reference>();
  const tooFar = new Set<Node>();
  const cost = new Map<Node, { asked: number; depth: number }>();
  for (const group of components(world)) {
    const members = new Set(group);
    for (const node of group) {
      let asked = 1;
      let depth = 0;
      for (const reference of node.references) {
        const target = follow(world, reference);
        if (target === undefined) continue;
        if (members.has(target)) {
          dead.add(reference);
          continue;
        }
        const below = cost.get(target) ?? { asked: 1, depth: 0 };
        asked += below.asked;
        depth = Math.max(depth, below.depth + 1);
      }
      if (asked > MOST_ASKED || depth > DEEPEST) {
        tooFar.add(node);
        for (const reference of node.references) dead.add(reference);
      }
      cost.set(node, tooFar.has(node) ? { asked: 1, depth: 0 } : { asked, depth });
    }
  }
  return { dead, tooFar };
}
