import type { JsonValue } from "./flag.ts";

const DEEPEST = 32;

/**
 * A deeply frozen copy, so that no caller can change the answer of the next.
 * @throws TypeError for what JSON can't carry, and for more than 32 levels
 */
export function frozenCopy(value: unknown, depth = 0): JsonValue {
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (typeof value !== "object") throw new TypeError(`JSON can't carry a ${typeof value}`);
  if (depth >= DEEPEST) throw new TypeError(`nested more than ${DEEPEST} levels deep`);
  if (Array.isArray(value)) return Object.freeze(value.map((one) => frozenCopy(one, depth + 1))) as JsonValue;
  // fromEntries defines properties, so a key named __proto__ stays a plain one.
  const entries = Object.entries(value).map(([name, one]) => [name, frozenCopy(one, depth + 1)]);
  return Object.freeze(Object.fromEntries(entries));
}

/** Whether two JSON values say the same; the order of properties says nothing. Of what is nested too deep, never. */
export function equalJson(a: unknown, b: unknown, depth = 0): boolean {
  if (a === b) return true;
  if (depth > 2 * DEEPEST) return false;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((one, index) => equalJson(one, b[index], depth + 1))
    );
  }
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && equalJson(left[name], right[name], depth + 1))
  );
}
