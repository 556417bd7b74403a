import { type Node, nodesWithReferences, type World } from "./graph.ts";

/** Everything that leans on one of these, directly or through others, itself included. Flag keys only, sorted. */
export function dependants(world: World, flags: Iterable<string>, segments: Iterable<string>): string[] {
  const users = new Map<string, Node[]>();
  for (const node of nodesWithReferences(world)) {
    for (const { kind, key } of node.references) {
      const id = `${kind} ${key}`;
      const list = users.get(id);
      if (list === undefined) users.set(id, [node]);
      else list.push(node);
    }
  }
  const seen = new Set<string>();
  for (const key of flags) seen.add(`flag ${key}`);
  for (const key of segments) seen.add(`segment ${key}`);
  // A Set is walked in order of insertion, additions on the way included.
  for (const id of seen) {
    for (const user of users.get(id) ?? [])
      seen.add("fallthrough" in user ? `flag ${user.key}` : `segment ${user.key}`);
  }
  return [...seen]
    .filter((id) => id.startsWith("flag "))
    .map((id) => id.slice("flag ".length))
    .sort();
}
