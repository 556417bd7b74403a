import type { Condition, JsonValue, Operator } from "@switchyard/core";

/** What the values of an operator are, and so how they are typed in. */
type ValueKind =
  | "scalar"
  | "text"
  | "pattern"
  | "number"
  | "pair"
  | "version"
  | "range"
  | "time"
  | "network"
  | "segments"
  | "variants"
  | "none";

export interface OperatorInfo {
  operator: Operator;
  /** Read after the attribute's name: "country is one of". */
  label: string;
  kind: ValueKind;
  placeholder?: string;
}

interface OperatorGroup {
  group: string;
  items: readonly OperatorInfo[];
}

/** Every operator there is, as people look for them. */
export const OPERATOR_GROUPS: readonly OperatorGroup[] = [
  {
    group: "Anything",
    items: [
      { operator: "equals", label: "is one of", kind: "scalar", placeholder: "DE" },
      { operator: "exists", label: "is known", kind: "none" },
    ],
  },
  {
    group: "Text",
    items: [
      { operator: "startsWith", label: "starts with one of", kind: "text", placeholder: "pro-" },
      { operator: "endsWith", label: "ends with one of", kind: "text", placeholder: "@example.org" },
      { operator: "contains", label: "contains one of", kind: "text", placeholder: "beta" },
      {
        operator: "matches",
        label: "matches one of (regular expression)",
        kind: "pattern",
        placeholder: "^user-\\d+$",
      },
    ],
  },
  {
    group: "Number",
    items: [
      { operator: "lessThan", label: "is less than", kind: "number", placeholder: "10" },
      { operator: "lessThanOrEqual", label: "is at most", kind: "number", placeholder: "10" },
      { operator: "greaterThan", label: "is more than", kind: "number", placeholder: "10" },
      { operator: "greaterThanOrEqual", label: "is at least", kind: "number", placeholder: "10" },
      { operator: "between", label: "is between", kind: "pair" },
    ],
  },
  {
    group: "Version",
    items: [
      { operator: "semverEquals", label: "is version", kind: "version", placeholder: "2.1.0" },
      { operator: "semverLessThan", label: "is below version", kind: "version", placeholder: "2.1.0" },
      { operator: "semverLessThanOrEqual", label: "is at most version", kind: "version", placeholder: "2.1.0" },
      { operator: "semverGreaterThan", label: "is above version", kind: "version", placeholder: "2.1.0" },
      { operator: "semverGreaterThanOrEqual", label: "is at least version", kind: "version", placeholder: "2.1.0" },
      { operator: "semverInRange", label: "is a version in", kind: "range", placeholder: "^1.2 or >=1 <3" },
    ],
  },
  {
    group: "Time",
    items: [
      { operator: "before", label: "is before", kind: "time" },
      { operator: "after", label: "is after", kind: "time" },
    ],
  },
  {
    group: "List",
    items: [
      { operator: "includesAny", label: "include any of", kind: "scalar", placeholder: "admin" },
      { operator: "includesAll", label: "include all of", kind: "scalar", placeholder: "admin" },
      { operator: "includesNone", label: "include none of", kind: "scalar", placeholder: "admin" },
    ],
  },
  {
    group: "Network",
    items: [{ operator: "inCidr", label: "is in network", kind: "network", placeholder: "10.0.0.0/8" }],
  },
  {
    group: "Reuse",
    items: [
      { operator: "inSegment", label: "in a segment", kind: "segments" },
      { operator: "notInSegment", label: "not in a segment", kind: "segments" },
      { operator: "flagIs", label: "another flag is", kind: "variants" },
    ],
  },
];

const BY_OPERATOR = new Map(OPERATOR_GROUPS.flatMap(({ items }) => items).map((info) => [info.operator, info]));

/** An operator of a newer server is shown by its name, and its values as they are. */
export const operatorInfo = (operator: Operator): OperatorInfo =>
  BY_OPERATOR.get(operator) ?? { operator, label: operator, kind: "scalar" };

const FOLDING = new Set<ValueKind>(["scalar", "text", "pattern"]);

/** Whether upper and lower case can make a difference. */
export const canIgnoreCase = (operator: Operator): boolean => FOLDING.has(operatorInfo(operator).kind);

/** The same condition with another operator: what still fits is kept, so that trying another one loses nothing. */
export function withOperator(condition: Condition, operator: Operator): Condition {
  const from = operatorInfo(condition.operator).kind;
  const to = operatorInfo(operator).kind;
  const next: Condition = { operator };
  if (to !== "segments") {
    // The name of an attribute is no flag's key, nor the reverse.
    const keeps = (to === "variants") === (from === "variants") && from !== "segments";
    next.attribute = keeps ? (condition.attribute ?? "") : "";
  }
  if (condition.negate) next.negate = true;
  if (condition.ignoreCase && canIgnoreCase(operator)) next.ignoreCase = true;
  if (to !== "none") next.values = keptValues(condition.values ?? [], from, to);
  return next;
}

const TYPED = new Set<ValueKind>(["scalar", "text", "pattern", "number", "version", "range", "network"]);

function keptValues(values: JsonValue[], from: ValueKind, to: ValueKind): JsonValue[] {
  if (from === to) return values;
  if (!TYPED.has(from) || !TYPED.has(to)) return [];
  return values.map((value) => (to === "number" ? toNumber(value) : to === "scalar" ? value : String(value)));
}

/** Text that is no number stays as it is, for the error to be shown beside it. */
export function toNumber(value: JsonValue): JsonValue {
  if (typeof value !== "string" || value.trim() === "") return value;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}
