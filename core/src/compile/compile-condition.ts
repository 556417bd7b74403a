import { parsePath } from "../attribute.ts";
import type { Condition } from "../flag.ts";
import { OPERATORS, testCompiler } from "../operators/index.ts";
import type { Test } from "../operators/operator.ts";
import type { CompiledCondition, Reference, Scope } from "./compiled.ts";
import { asFlag, asList, asObject, asText, type Fields } from "./fields.ts";
import { show } from "./problem.ts";

const NO_TEST: Test = () => undefined;

function compileExists(fields: Fields, path: string, negate: boolean, scope: Scope): CompiledCondition {
  const attribute = asText(fields.attribute, `${path}.attribute`, scope.problems) ?? "";
  if (fields.values !== undefined && asList(fields.values, `${path}.values`, scope.problems).length > 0) {
    scope.problems.addStrict(`${path}.values`, `exists takes no values, received ${show(fields.values)}`);
  }
  const source = fields as unknown as Condition;
  return { kind: "exists", path: parsePath(attribute), test: NO_TEST, negate, references: [], source };
}

/** The values of a reference, which are keys. */
function keys(values: readonly unknown[], path: string, scope: Scope): string[] {
  const texts = values.map((value, index) => asText(value, `${path}.values[${index}]`, scope.problems));
  return texts.filter((text) => text !== undefined);
}

function compileReuse(fields: Fields, path: string, negate: boolean, scope: Scope): CompiledCondition {
  const values = keys(fields.values as unknown[], path, scope);
  const source = fields as unknown as Condition;
  let references: Reference[];
  if (fields.operator === "flagIs") {
    const key = asText(fields.attribute, `${path}.attribute`, scope.problems) ?? "";
    references = [{ kind: "flag", key, variants: values, path }];
  } else {
    references = values.map((key, i) => ({ kind: "segment", key, variants: [], path: `${path}.values[${i}]` }));
  }
  for (const reference of references) scope.references.push(reference);
  const kind = fields.operator === "flagIs" ? "flag" : "segment";
  const inverted = fields.operator === "notInSegment" ? !negate : negate;
  return { kind, path: [], test: NO_TEST, negate: inverted, references, source };
}

/** Compiles one condition of a rule, or reports why it can't be. */
function compileCondition(raw: unknown, path: string, scope: Scope): CompiledCondition | undefined {
  const { problems } = scope;
  const fields = asObject(raw, path, problems);
  if (fields === undefined) return undefined;
  const { operator } = fields;
  if (typeof operator !== "string" || !OPERATORS.includes(operator)) {
    return problems.add(`${path}.operator`, `${show(operator)} is not an operator`);
  }
  const negate = asFlag(fields.negate, `${path}.negate`, problems);
  const ignoreCase = asFlag(fields.ignoreCase, `${path}.ignoreCase`, problems);
  if (operator === "exists") return compileExists(fields, path, negate, scope);

  if (!Array.isArray(fields.values) || fields.values.length === 0) {
    return problems.add(
      `${path}.values`,
      `${operator} takes a list of at least one value, received ${show(fields.values)}`,
    );
  }
  const compileTest = testCompiler(operator);
  if (compileTest === undefined) return compileReuse(fields, path, negate, scope);

  const attribute = asText(fields.attribute, `${path}.attribute`, problems);
  const found = problems.list.length;
  const test = compileTest({ values: fields.values, ignoreCase, path, problems, regex: scope.regex });
  if (test === undefined || attribute === undefined || problems.list.length > found) return undefined;
  const source = fields as unknown as Condition;
  return { kind: "attribute", path: parsePath(attribute), test, negate, references: [], source };
}

/** Compiles the conditions of a rule. */
export function compileConditions(raw: unknown, path: string, scope: Scope): CompiledCondition[] {
  return asList(raw, path, scope.problems)
    .map((condition, index) => compileCondition(condition, `${path}[${index}]`, scope))
    .filter((condition) => condition !== undefined);
}
