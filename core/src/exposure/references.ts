import type { WorldData } from "../compile/uses.ts";
import type { Condition, FlagData, SegmentData } from "../flag.ts";

/** A flag or a segment by name, as the key of a map. */
export type NodeId = `flag ${string}` | `segment ${string}`;

/** What a condition leans on, besides the context. */
export function referencesOf({ operator, attribute, values = [] }: Condition): NodeId[] {
  if (operator === "flagIs") return [`flag ${String(attribute)}`];
  if (operator === "inSegment" || operator === "notInSegment")
    return values.map((key): NodeId => `segment ${String(key)}`);
  return [];
}

const ofFlag = ({ prerequisites, rules }: FlagData): NodeId[] => [
  ...prerequisites.map(({ flag }): NodeId => `flag ${flag}`),
  ...ofRules(rules),
];

const ofRules = (rules: SegmentData["rules"]): NodeId[] =>
  rules.flatMap(({ conditions }) => conditions.flatMap(referencesOf));

/** The flags and segments of a world by their ids. */
export interface Indexed {
  readonly flags: ReadonlyMap<string, FlagData>;
  readonly segments: ReadonlyMap<string, SegmentData>;
}

export const indexed = ({ flags, segments }: WorldData): Indexed => ({
  flags: new Map(flags.map((flag) => [flag.key, flag])),
  segments: new Map(segments.map((segment) => [segment.key, segment])),
});

/** What each flag and segment leans on; those that lean on nothing are left out. */
export function edgesOf({ flags, segments }: Indexed): Map<NodeId, readonly NodeId[]> {
  const edges = new Map<NodeId, readonly NodeId[]>();
  const add = (id: NodeId, references: NodeId[]) => {
    if (references.length > 0) edges.set(id, references);
  };
  for (const flag of flags.values()) add(`flag ${flag.key}`, ofFlag(flag));
  for (const segment of segments.values()) add(`segment ${segment.key}`, ofRules(segment.rules));
  return edges;
}

/**
 * Those that lean on one of `start`, directly or through others, in either of two worlds, itself included: in an order in
 * which everything comes after what it leans on. Circles are broken anywhere.
 */
export function leaningOn(
  start: Iterable<NodeId>,
  worlds: readonly ReadonlyMap<NodeId, readonly NodeId[]>[],
): NodeId[] {
  const users = new Map<NodeId, NodeId[]>();
  for (const edges of worlds) {
    for (const [id, references] of edges) {
      for (const reference of references) {
        const list = users.get(reference);
        if (list === undefined) users.set(reference, [id]);
        else list.push(id);
      }
    }
  }
  const affected = new Set<NodeId>(start);
  // A Set is walked in order of insertion, additions on the way included.
  for (const id of affected) for (const user of users.get(id) ?? []) affected.add(user);
  return below(affected, (id) => worlds.flatMap((edges) => edges.get(id) ?? []).filter((other) => affected.has(other)));
}

/** All of `start` and what is under it, the lowest first. Keeps a stack of its own: data decides how deep it goes. */
export function below(start: Iterable<NodeId>, uses: (id: NodeId) => readonly NodeId[]): NodeId[] {
  const entered = new Set<NodeId>();
  const ordered: NodeId[] = [];
  for (const root of start) {
    if (entered.has(root)) continue;
    entered.add(root);
    const way = [{ id: root, left: [...uses(root)] }];
    for (let step = way.at(-1); step !== undefined; step = way.at(-1)) {
      const next = step.left.pop();
      if (next === undefined) {
        ordered.push(step.id);
        way.pop();
      } else if (!entered.has(next)) {
        entered.add(next);
        way.push({ id: next, left: [...uses(next)] });
      }
    }
  }
  return ordered;
}
