import type { FlagData, FlagType } from "../flag.ts";
import type { RegexEngine } from "../operators/operator.ts";
import { compileConditions } from "./compile-condition.ts";
import { compileServe, type Serving } from "./compile-serve.ts";
import { compileTargets } from "./compile-targets.ts";
import { compileVariants } from "./compile-variants.ts";
import type { CompiledFlag, CompiledPrerequisite, CompiledRule, Outcome, Reference, Scope } from "./compiled.ts";
import { asFlag, asList, asObject, asText, type Fields } from "./fields.ts";
import { type CompiledVariant, failure, outcome } from "./outcome.ts";
import { type Problem, Problems, show } from "./problem.ts";

/** A flag, compiled as far as it can be, and what is wrong with it. */
export interface FlagCompilation {
  flag: CompiledFlag;
  problems: Problem[];
  /** Every place that names one of the flag's own variants. */
  variantUses: { variant: string; path: string }[];
}

export interface CompileOptions {
  regex?: RegexEngine | undefined;
  /** Also report what stored data may have and people may not save. */
  strict?: boolean;
}

const TYPES: readonly FlagType[] = ["boolean", "string", "number", "object"];
const SALT = /^[a-z0-9]{7}$/;

/** `true`, or an object that says by whom, when and why; absent when not killed. */
function isKilled(raw: unknown, problems: Problems): boolean {
  return typeof raw === "object" && raw !== null ? true : asFlag(raw, "killed", problems);
}

function compilePrerequisites(raw: unknown, scope: Scope, off: CompiledVariant): CompiledPrerequisite[] {
  const { problems } = scope;
  const result: CompiledPrerequisite[] = [];
  asList(raw, "prerequisites", problems).forEach((entry, index) => {
    const path = `prerequisites[${index}]`;
    const fields = asObject(entry, path, problems);
    const key = fields && asText(fields.flag, `${path}.flag`, problems);
    if (fields === undefined || key === undefined) return;
    const variants = asList(fields.variants, `${path}.variants`, problems)
      .map((variant, i) => asText(variant, `${path}.variants[${i}]`, problems))
      .filter((variant) => variant !== undefined);
    if (variants.length === 0) problems.addStrict(`${path}.variants`, "names at least one variant, received none");
    const reference: Reference = { kind: "flag", key, variants, path };
    scope.references.push(reference);
    result.push({ reference, failed: outcome(off, "PREREQUISITE_FAILED", undefined, { prerequisite: key }) });
  });
  return result;
}

function compileRules(raw: unknown, scope: Scope, serving: Serving): CompiledRule[] {
  const rules: CompiledRule[] = [];
  const ids = new Set<string>();
  asList(raw, "rules", scope.problems).forEach((entry, index) => {
    const path = `rules[${index}]`;
    const fields = asObject(entry, path, scope.problems);
    const id = fields && asText(fields.id, `${path}.id`, scope.problems);
    if (fields === undefined || id === undefined) return;
    if (ids.has(id)) scope.problems.addStrict(`${path}.id`, `${show(id)} is the id of another rule`);
    ids.add(id);
    const conditions = compileConditions(fields.conditions, `${path}.conditions`, scope);
    const serve = compileServe(fields.serve, `${path}.serve`, serving, "TARGETING_MATCH", id);
    const name = typeof fields.name === "string" ? fields.name : undefined;
    if (serve !== undefined) rules.push({ id, name, conditions, serve });
  });
  return rules;
}

/** Stands in for an off variant that can't be read: the flag is broken then, and never serves it. */
const NO_VARIANT: CompiledVariant = { key: "", value: null, tally: { variant: null, count: 0 } };

function damaged(key: string, problems: Problems): Outcome {
  return failure(
    "PARSE_ERROR",
    `flag ${show(key)} can't be evaluated: ${problems.list[0]?.message ?? "unknown damage"}`,
  );
}

/** The answer of a flag that is killed or disabled; undefined when it is neither, or when that can't be read. */
function offAnswer(fields: Fields, off: CompiledVariant | undefined, problems: Problems): Outcome | undefined {
  const found = problems.list.length;
  const killed = isKilled(fields.killed, problems);
  const isReadable = problems.list.length === found;
  if (typeof fields.enabled !== "boolean") {
    problems.add("enabled", `must be true or false, received ${show(fields.enabled)}`);
  }
  if (off === undefined || !isReadable) return undefined;
  if (killed) return outcome(off, "DISABLED", undefined, { killed: true });
  return fields.enabled === false ? outcome(off, "DISABLED") : undefined;
}

/**
 * Compiles a flag from untrusted data. Never throws: a flag that can't be compiled answers with PARSE_ERROR, unless it
 * is disabled or killed and its off variant is readable. Off is off, whatever else is damaged.
 */
export function compileFlag(raw: FlagData, { regex, strict = false }: CompileOptions = {}): FlagCompilation {
  const problems = new Problems(strict);
  const references: Reference[] = [];
  const scope: Scope = { problems, regex, references };
  const fields = (asObject(raw, "", problems) ?? {}) as Fields;

  const key = asText(fields.key, "key", problems) ?? "";
  const type = TYPES.find((one) => one === fields.type);
  if (type === undefined) {
    problems.add("type", `must be boolean, string, number or object, received ${show(fields.type)}`);
  }
  const { variant, uses, tallies } = compileVariants(fields.variants, type, problems);
  const off = variant(fields.offVariant, "offVariant");
  const whenOff = offAnswer(fields, off, problems);

  if (typeof fields.salt !== "string" || !SALT.test(fields.salt)) {
    problems.add("salt", `must be 7 characters of a-z and 0-9, received ${show(fields.salt)}`);
  }
  const clientSide = asFlag(fields.clientSide, "clientSide", problems);
  const serving = { problems, salt: String(fields.salt), variant };
  const prerequisites = compilePrerequisites(fields.prerequisites, scope, off ?? NO_VARIANT);
  const targets = compileTargets(fields.targets, variant, problems);
  const rules = compileRules(fields.rules, scope, serving);
  const plain = prerequisites.length === 0 && targets === undefined && rules.length === 0;
  const reason = plain ? "STATIC" : "DEFAULT";
  const fallthrough = compileServe(fields.fallthrough, "fallthrough", serving, reason);

  const broken = problems.list.length > 0 && !strict ? damaged(key, problems) : undefined;
  const flag: CompiledFlag = {
    key,
    clientSide,
    answer: whenOff ?? broken ?? (plain ? fallthrough?.always : undefined),
    prerequisites,
    targets,
    rules,
    fallthrough,
    references,
    tallies,
    source: raw,
  };
  return { flag, problems: problems.list, variantUses: uses };
}
