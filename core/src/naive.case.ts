import { BlockList } from "node:net";
import murmurhash from "murmurhash";
import semver from "semver";
import type { Condition, EvaluationDetails, FlagData, JsonValue, Rollout, SegmentData, Serve } from "./flag.ts";

// A second evaluator, written from docs/evaluation.md alone: no compiling, nothing shared with the first, every step a
// plain reading of the text, other people's libraries wherever there are any. Slow, and only for well-formed flags.

interface World {
  flags: FlagData[];
  segments: SegmentData[];
}

type Context = Record<string, unknown>;
type Answer = Pick<EvaluationDetails<JsonValue | undefined>, "value" | "variant" | "reason" | "ruleId" | "errorCode">;

function read(context: unknown, path: string): unknown {
  const names = path.replaceAll("\\.", "\u0000").split(".");
  let value = context;
  for (const name of names.map((one) => one.replaceAll("\u0000", "."))) {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    value = isObject ? new Map(Object.entries(value as object)).get(name) : undefined;
  }
  return value ?? undefined;
}

const keyOf = (context: Context, path = "targetingKey"): string | undefined => {
  const value = read(context, path);
  return ["string", "number", "boolean"].includes(typeof value) && value !== "" ? String(value) : undefined;
};

const lower = (value: unknown, condition: Condition): unknown =>
  condition.ignoreCase && typeof value === "string" ? value.toLowerCase() : value;

function compare(condition: Condition, actual: unknown, expected: unknown): boolean {
  const [a, b] = [lower(actual, condition), lower(expected, condition)] as [never, never];
  const version = (order: (sign: number) => boolean): boolean => order(semver.compare(a, b));
  switch (condition.operator) {
    case "equals":
      return a === b;
    case "startsWith":
      return String(a).indexOf(b) === 0;
    case "endsWith":
      return String(a).slice(String(a).length - String(b).length) === b && String(a).length >= String(b).length;
    case "contains":
      return String(a).indexOf(b) >= 0;
    case "matches":
      return new RegExp(String(expected), condition.ignoreCase ? "iu" : "u").test(String(actual));
    case "lessThan":
      return a < b;
    case "lessThanOrEqual":
      return a <= b;
    case "greaterThan":
      return a > b;
    case "greaterThanOrEqual":
      return a >= b;
    case "semverEquals":
      return version((sign) => sign === 0);
    case "semverLessThan":
      return version((sign) => sign < 0);
    case "semverLessThanOrEqual":
      return version((sign) => sign <= 0);
    case "semverGreaterThan":
      return version((sign) => sign > 0);
    case "semverGreaterThanOrEqual":
      return version((sign) => sign >= 0);
    case "semverInRange":
      return semver.satisfies(a, b, { includePrerelease: true });
    case "before":
      return new Date(a).getTime() < new Date(b).getTime();
    case "after":
      return new Date(a).getTime() > new Date(b).getTime();
    case "inCidr": {
      const list = new BlockList();
      const [network = "", bits] = String(expected).split("/");
      list.addSubnet(network, Number(bits), "ipv4");
      return list.check(String(actual), "ipv4");
    }
    default:
      throw new Error(`the naive evaluator does not know ${condition.operator}`);
  }
}

function isRightType(condition: Condition, value: unknown): boolean {
  const { operator } = condition;
  if (operator === "equals") return typeof value !== "object";
  if (operator.startsWith("includes")) return Array.isArray(value);
  if (operator.startsWith("semver")) return typeof value === "string" && semver.valid(value) !== null;
  if (operator === "before" || operator === "after") {
    return typeof value === "number" || (typeof value === "string" && /^\d{4}-.*Z$/.test(value));
  }
  if (operator === "inCidr") return typeof value === "string" && /^\d+\.\d+\.\d+\.\d+$/.test(value);
  if (operator === "between" || /Than/.test(operator)) return typeof value === "number";
  return typeof value === "string";
}

function includes(condition: Condition, members: unknown[]): boolean {
  const all = members.map((member) => lower(member, condition));
  const found = (condition.values ?? []).map((value) => all.includes(lower(value, condition)));
  if (condition.operator === "includesAll") return found.every((one) => one);
  return found.some((one) => one) === (condition.operator === "includesAny");
}

function isIn(world: World, key: string, context: Context): boolean {
  const segment = world.segments.find((one) => one.key === key);
  const targetingKey = keyOf(context);
  if (segment === undefined) return false;
  if (targetingKey !== undefined && segment.excludedKeys.includes(targetingKey)) return false;
  if (targetingKey !== undefined && segment.includedKeys.includes(targetingKey)) return true;
  return segment.rules.some((rule) => rule.conditions.every((condition) => holds(world, condition, context)));
}

function holds(world: World, condition: Condition, context: Context): boolean {
  const { operator, attribute = "", values = [] } = condition;
  const negated = condition.negate ?? false;
  if (operator === "inSegment") return values.some((key) => isIn(world, String(key), context)) !== negated;
  if (operator === "notInSegment") return values.some((key) => isIn(world, String(key), context)) === negated;
  if (operator === "flagIs") {
    const { variant } = evaluateNaively(world, attribute, context);
    return variant !== undefined && values.includes(variant) !== negated;
  }
  const actual = read(context, attribute);
  if (operator === "exists") return (actual !== undefined) !== negated;
  if (actual === undefined || !isRightType(condition, actual)) return false;
  if (Array.isArray(actual)) return includes(condition, actual) !== negated;
  if (operator === "between") {
    const [low, high] = values as [number, number];
    return (low <= Number(actual) && Number(actual) <= high) !== negated;
  }
  return values.some((value) => compare(condition, actual, value)) !== negated;
}

function bucketed(rollout: Rollout, salt: string, key: string): string {
  const hash = BigInt(murmurhash.v3(`${salt}.${key}`));
  if (hash * 100_000n >= BigInt(Math.round(rollout.percentage * 1000)) * 2n ** 32n) return rollout.otherwise;
  // Weights in the arbitraries are whole numbers, so this is exact.
  const place = BigInt(murmurhash.v3(`${salt}:${key}`));
  const total = BigInt(rollout.variants.reduce((sum, { weight }) => sum + weight, 0));
  let cumulative = 0n;
  for (const { variant, weight } of rollout.variants) {
    cumulative += BigInt(weight);
    if (place * total < cumulative * 2n ** 32n) return variant;
  }
  throw new Error("the shares do not cover the range");
}

function serve(flag: FlagData, what: Serve, context: Context, fixed: Answer["reason"], ruleId?: string): Answer {
  const give = (variant: string, reason: Answer["reason"]): Answer => {
    const value = flag.variants.find((one) => one.key === variant)?.value;
    return ruleId === undefined ? { value, variant, reason } : { value, variant, reason, ruleId };
  };
  if ("variant" in what) return give(what.variant, fixed);
  const { percentage, variants, otherwise, bucketBy } = what.rollout;
  if (variants.length === 1 && percentage === 0) return give(otherwise, fixed);
  if (variants.length === 1 && percentage === 100) return give(variants[0]?.variant ?? "", fixed);
  const key = keyOf(context, bucketBy);
  if (key !== undefined) return give(bucketed(what.rollout, flag.salt, key), "SPLIT");
  const missing: Answer = { value: undefined, reason: "ERROR", errorCode: "TARGETING_KEY_MISSING" };
  return ruleId === undefined ? missing : { ...missing, ruleId };
}

/** Answers by the text, step by step. Without a default, so errors have no value. */
export function evaluateNaively(world: World, key: string, context: Context): Answer {
  const flag = world.flags.find((one) => one.key === key);
  if (flag === undefined) return { value: undefined, reason: "ERROR", errorCode: "FLAG_NOT_FOUND" };
  const off = (reason: Answer["reason"]): Answer => serve(flag, { variant: flag.offVariant }, context, reason);

  if (flag.killed || !flag.enabled) return off("DISABLED");

  for (const prerequisite of flag.prerequisites) {
    const { variant, reason } = evaluateNaively(world, prerequisite.flag, context);
    const isOff = reason === "DISABLED" || reason === "PREREQUISITE_FAILED";
    if (variant === undefined || isOff || !prerequisite.variants.includes(variant)) return off("PREREQUISITE_FAILED");
  }

  const targetingKey = keyOf(context);
  const target = flag.targets.find(({ keys }) => targetingKey !== undefined && keys.includes(targetingKey));
  if (target !== undefined) return serve(flag, { variant: target.variant }, context, "TARGETING_MATCH");

  for (const rule of flag.rules) {
    const matches = rule.conditions.every((condition) => holds(world, condition, context));
    if (matches) return serve(flag, rule.serve, context, "TARGETING_MATCH", rule.id);
  }

  const hasTargets = flag.targets.some(({ keys }) => keys.length > 0);
  const isPlain = !hasTargets && flag.rules.length === 0 && flag.prerequisites.length === 0;
  return serve(flag, flag.fallthrough, context, isPlain ? "STATIC" : "DEFAULT");
}
