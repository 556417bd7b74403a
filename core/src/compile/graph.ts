import type { CompiledFlag, CompiledSegment, Reference } from "./compiled.ts";

// Which flag or segment leans on which. Decided once per ruleset, so that evaluation needs no bookkeeping to end.

export type Node = CompiledFlag | CompiledSegment;

export interface World {
  readonly flags: ReadonlyMap<string, CompiledFlag>;
  readonly segments: ReadonlyMap<string, CompiledSegment>;
}

export function follow(world: World, reference: Reference): Node | undefined {
  return reference.kind === "flag" ? world.flags.get(reference.key) : world.segments.get(reference.key);
}

export function nodesWithReferences(world: World): Node[] {
  const all: Node[] = [];
  for (const flag of world.flags.values()) if (flag.references.length > 0) all.push(flag);
  for (const segment of world.segments.values()) if (segment.references.length > 0) all.push(segment);
  return all;
}

/**
 * Groups of nodes that lean on one another in a circle (strongly connected components, by R. Tarjan's algorithm of
 * 1972, with a stack of its own: data decides how deep it goes). Every group comes after those that it leans on.
 */
export function components(world: World): Node[][] {
  const groups: Node[][] = [];
  const index = new Map<Node, number>();
  const low = new Map<Node, number>();
  const open: Node[] = [];
  const isOpen = new Set<Node>();
  const enter = (node: Node): { node: Node; next: number } => {
    low.set(node, index.size);
    index.set(node, index.size);
    open.push(node);
    isOpen.add(node);
    return { node, next: 0 };
  };
  const lower = (node: Node, value: number): void => {
    low.set(node, Math.min(low.get(node) as number, value));
  };
  for (const root of nodesWithReferences(world)) {
    if (index.has(root)) continue;
    const way = [enter(root)];
    for (let step = way.at(-1); step !== undefined; step = way.at(-1)) {
      const reference = step.node.references[step.next++];
      if (reference !== undefined) {
        const target = follow(world, reference);
        if (target === undefined) continue;
        if (!index.has(target)) way.push(enter(target));
        else if (isOpen.has(target)) lower(step.node, index.get(target) as number);
        continue;
      }
      way.pop();
      const parent = way.at(-1);
      if (parent !== undefined) lower(parent.node, low.get(step.node) as number);
      if (low.get(step.node) !== index.get(step.node)) continue;
      const group: Node[] = [];
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        isOpen.delete(member);
        group.push(member);
        if (member === step.node) break;
      }
      groups.push(group);
    }
  }
  return groups;
}

/**
 * The shortest way from a node back to itself.
 * @returns the references that lead there, in order; `undefined` when there is no circle through this node
 */
export function findCircle(world: World, start: Node): Reference[] | undefined {
  const arrivals = new Map<Node, { from: Node; by: Reference } | undefined>([[start, undefined]]);
  // A Map is walked in order of insertion, additions on the way included.
  for (const from of arrivals.keys()) {
    for (const by of from.references) {
      const target = follow(world, by);
      if (target === undefined) continue;
      if (target !== start) {
        if (!arrivals.has(target)) arrivals.set(target, { from, by });
        continue;
      }
      const way = [by];
      for (let step = arrivals.get(from); step !== undefined; step = arrivals.get(step.from)) way.unshift(step.by);
      return way;
    }
  }
  return undefined;
}
