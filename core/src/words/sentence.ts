import type { Configuration, FlagType, Rule, Serve, Target, Variant } from "../flag.ts";
import { conditionWords } from "./condition.ts";
import { quoted, shortList } from "./lists.ts";
import { percent, roundPercentage } from "./percent.ts";

export interface FlagShape {
  type: FlagType;
  variants: Variant[];
}

export type Described = Configuration & { killed?: unknown };

/**
 * What a flag does in one environment, as people say it. The whole model is covered, and nothing that decides who gets
 * what is left out: only long lists are cut ("a, b, c or 7 others").
 */
export function sentence(flag: FlagShape, configuration: Described, environment: string): string {
  return `In ${quoted(environment)}: ${behaviour(flag, configuration)}.`;
}

function behaviour(flag: FlagShape, configuration: Described): string {
  const name = (variant: string) => variantWords(flag, variant);
  const off = name(configuration.offVariant);
  if (configuration.killed) return `killed; everyone gets ${off}`;
  if (!configuration.enabled) return off === "off" ? "off for everyone" : `off; everyone gets ${off}`;

  const clauses = [
    ...targetClauses(configuration.targets, name),
    ...configuration.rules.map((rule) => ruleClause(rule, name)),
    ...fallthroughClauses(configuration, name),
  ];
  return [...prerequisiteClauses(configuration, off), ...clauses].join("; ");
}

/** A boolean variant by what it does, any other by its name. */
export function variantWords(flag: FlagShape, key: string): string {
  const variant = flag.variants.find((one) => one.key === key);
  if (flag.type === "boolean" && typeof variant?.value === "boolean") return variant.value ? "on" : "off";
  return quoted(variant?.name || key);
}

function prerequisiteClauses({ prerequisites }: Configuration, off: string): string[] {
  if (prerequisites.length === 0) return [];
  const each = prerequisites.map(({ flag, variants }) => `${quoted(flag)} is ${shortList(variants.map(quoted), "or")}`);
  return [`${off} unless ${each.join(" and ")}`];
}

function targetClauses(targets: readonly Target[], name: (variant: string) => string): string[] {
  return targets
    .filter(({ keys }) => keys.length > 0)
    .map(({ variant, keys }) => `${name(variant)} for ${shortList(keys.map(quoted), "and")}`);
}

/** One rule: whom it is for and what they get, the rest of a rule's rollout included. */
export function ruleClause(rule: Rule, name: (variant: string) => string): string {
  const whom = audience(rule);
  if ("variant" in rule.serve) return `${name(rule.serve.variant)} for ${whom}`;
  const { percentage, otherwise } = rule.serve.rollout;
  const rest = percentage >= 100 ? "" : ` (the rest of them ${name(otherwise)})`;
  return `${rolloutWords(rule.serve, whom, name)}${rest}`;
}

function audience(rule: Rule): string {
  const [only] = rule.conditions;
  if (only === undefined) return "everyone";
  const clauses = rule.conditions.map(conditionWords);
  if (rule.conditions.length === 1 && only.operator === "inSegment" && !only.negate) {
    return clauses[0]?.replace(/^who are in/, "everyone in") ?? "everyone";
  }
  return `people ${clauses.join(" and ")}`;
}

function fallthroughClauses(configuration: Configuration, name: (variant: string) => string): string[] {
  const serve = configuration.fallthrough;
  const first = configuration.rules.length === 0 && configuration.targets.every(({ keys }) => keys.length === 0);
  if ("variant" in serve) return [first ? `${name(serve.variant)} for everyone` : `otherwise ${name(serve.variant)}`];
  const whom = first ? "everyone" : "everyone else";
  const words = rolloutWords(serve, whom, name);
  return serve.rollout.percentage >= 100 ? [words] : [words, `otherwise ${name(serve.rollout.otherwise)}`];
}

function rolloutWords(serve: Exclude<Serve, { variant: string }>, whom: string, name: (variant: string) => string) {
  const { percentage, variants, bucketBy } = serve.rollout;
  const by = bucketBy && bucketBy !== "targetingKey" ? `, by ${quoted(bucketBy)}` : "";
  const shares = variants.filter(({ weight }) => weight > 0);
  const total = shares.reduce((sum, { weight }) => sum + weight, 0);
  const [only] = shares.length === 0 ? variants : shares;
  if (shares.length <= 1) {
    const served = only ? name(only.variant) : "nothing";
    return percentage >= 100 ? `${served} for ${whom}` : `${served} for ${percent(percentage)} of ${whom}${by}`;
  }
  const words = shares.map(({ variant, weight }) => {
    const share = percent(roundPercentage((percentage * weight) / total));
    return `${name(variant)} for ${share}`;
  });
  return `${shortList(words, "and", 50)} of ${whom}${by}`;
}
