import type { EvaluationContext } from "@switchyard/core";

/** OpenFeature's contexts may hold dates; flags compare times as JSON has them. */
export function withoutDates(context: EvaluationContext): EvaluationContext {
  return (hasDate(context) ? plain(context) : context) as EvaluationContext;
}

/** Deeper than any rule looks; a context may lead in a circle. */
const MAX_DEPTH = 10;

function hasDate(value: unknown, depth = 0): boolean {
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return false;
  return value instanceof Date || Object.values(value).some((inner) => hasDate(inner, depth + 1));
}

function plain(value: unknown, depth = 0): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((inner) => plain(inner, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner, depth + 1)]));
}
