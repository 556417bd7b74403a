import type { Condition, JsonValue } from "../flag.ts";
import { list, quoted, shortList } from "./lists.ts";

/** One condition as a relative clause about people: "whose country is DE or AT", "who are in beta". */
export function conditionWords(condition: Condition): string {
  const { operator, negate = false } = condition;
  const values = (condition.values ?? []).map(valueWords);
  if (operator === "inSegment" || operator === "notInSegment") {
    const inside = (operator === "inSegment") !== negate;
    return inside ? `who are in ${shortList(values, "or")}` : `who are not in ${shortList(values, "or")}`;
  }
  const attribute = quoted(condition.attribute ?? "");
  if (operator === "flagIs") return `for whom ${attribute} is ${negate ? "not " : ""}${shortList(values, "or")}`;
  if (operator === "exists") return `whose ${attribute} is ${negate ? "not known" : "known"}`;
  const words = `whose ${attribute} ${predicate(operator, condition.values ?? [], negate)}`;
  return condition.ignoreCase ? `${words} (in any case)` : words;
}

function predicate(operator: Phrased | "equals", values: readonly JsonValue[], negate: boolean): string {
  if (operator === "equals") return equality(values.map(valueWords), negate);
  const [is, isNot, word] = PHRASES[operator];
  return `${negate ? isNot : is} ${operator === "between" ? ranges(values) : shortList(values.map(valueWords), word)}`;
}

function equality(values: string[], negate: boolean): string {
  if (!negate) return `is ${shortList(values, "or")}`;
  if (values.length === 1) return `is not ${values[0]}`;
  return values.length === 2 ? `is neither ${list(values, "nor")}` : `is none of ${shortList(values, "and")}`;
}

type Phrased = Exclude<Condition["operator"], "equals" | "exists" | "inSegment" | "notInSegment" | "flagIs">;

const PHRASES: Record<Phrased, readonly [is: string, isNot: string, word: "and" | "or"]> = {
  startsWith: ["starts with", "does not start with", "or"],
  endsWith: ["ends with", "does not end with", "or"],
  contains: ["contains", "does not contain", "or"],
  matches: ["matches", "does not match", "or"],
  lessThan: ["is less than", "is not less than", "or"],
  lessThanOrEqual: ["is at most", "is not at most", "or"],
  greaterThan: ["is more than", "is not more than", "or"],
  greaterThanOrEqual: ["is at least", "is not at least", "or"],
  between: ["is between", "is not between", "or"],
  semverEquals: ["is version", "is not version", "or"],
  semverLessThan: ["is below version", "is not below version", "or"],
  semverLessThanOrEqual: ["is at most version", "is not at most version", "or"],
  semverGreaterThan: ["is above version", "is not above version", "or"],
  semverGreaterThanOrEqual: ["is at least version", "is not at least version", "or"],
  semverInRange: ["is a version in", "is not a version in", "or"],
  before: ["is before", "is not before", "or"],
  after: ["is after", "is not after", "or"],
  includesAny: ["include any of", "do not include any of", "and"],
  includesAll: ["include all of", "do not include all of", "and"],
  includesNone: ["include none of", "include at least one of", "and"],
  inCidr: ["is in network", "is not in network", "or"],
};

/** Ranges come as one pair or as a list of pairs. */
function ranges(values: readonly JsonValue[]): string {
  const pairs = values.every(Array.isArray) ? values : [values];
  return shortList(
    pairs.map((pair) => list((pair as JsonValue[]).map(valueWords), "and")),
    "or",
  );
}

function valueWords(value: JsonValue): string {
  return typeof value === "string" ? quoted(value) : JSON.stringify(value);
}
