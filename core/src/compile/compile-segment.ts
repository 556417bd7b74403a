import type { SegmentData } from "../flag.ts";
import { compileConditions } from "./compile-condition.ts";
import type { CompileOptions } from "./compile-flag.ts";
import type { CompiledSegment, Reference, Scope } from "./compiled.ts";
import { asList, asObject, asText, type Fields } from "./fields.ts";
import { type Problem, Problems, show } from "./problem.ts";

export interface SegmentCompilation {
  segment: CompiledSegment;
  problems: Problem[];
}

function keySet(raw: unknown, path: string, problems: Problems): ReadonlySet<string> {
  const keys = new Set<string>();
  asList(raw, path, problems).forEach((entry, index) => {
    const key = asText(entry, `${path}[${index}]`, problems);
    if (key === undefined) return;
    if (keys.has(key)) problems.addStrict(`${path}[${index}]`, `${show(key)} is in the list already`);
    keys.add(key);
  });
  return keys;
}

/** Compiles a segment from untrusted data. Never throws; a segment with problems is not to be used. */
export function compileSegment(raw: SegmentData, { regex, strict = false }: CompileOptions = {}): SegmentCompilation {
  const problems = new Problems(strict);
  const references: Reference[] = [];
  const scope: Scope = { problems, regex, references };
  const fields = (asObject(raw, "", problems) ?? {}) as Fields;
  const key = asText(fields.key, "key", problems) ?? "";
  const rules = asList(fields.rules, "rules", problems).map((entry, index) => {
    const rule = asObject(entry, `rules[${index}]`, problems);
    return rule === undefined ? [] : compileConditions(rule.conditions, `rules[${index}].conditions`, scope);
  });
  const included = keySet(fields.includedKeys, "includedKeys", problems);
  const excluded = keySet(fields.excludedKeys, "excludedKeys", problems);
  return { segment: { key, included, excluded, rules, references, source: raw }, problems: problems.list };
}
