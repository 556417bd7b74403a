import { conditionWords, list, shortList } from "@switchyard/core/words";
import type { Segment } from "../api/types.ts";
import { counted } from "../words/count.ts";

type Described = Pick<Segment, "rules" | "includedKeys" | "excludedKeys">;

/** Who is in a segment, in words: "people whose plan is beta or 1,200 keys, without 3 keys". */
export function segmentWords({ rules, includedKeys, excludedKeys }: Described): string {
  const groups = rules.map(({ conditions }) =>
    conditions.length === 0 ? "everyone" : `people ${conditions.map(conditionWords).join(" and ")}`,
  );
  if (includedKeys.length > 0) groups.push(counted(includedKeys.length, "key"));
  if (groups.length === 0) return "nobody";
  const without = excludedKeys.length > 0 ? `, without ${counted(excludedKeys.length, "key")}` : "";
  return `${shortList(groups, "or")}${without}`;
}

/** Who names a segment: "2 flags and 1 segment". */
export function usedByWords(uses: readonly { kind: "flag" | "segment" }[]): string {
  const count = (kind: "flag" | "segment") => uses.filter((use) => use.kind === kind).length;
  return list(
    (["flag", "segment"] as const).filter((kind) => count(kind) > 0).map((kind) => counted(count(kind), kind)),
    "and",
  );
}
