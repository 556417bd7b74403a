import { type Problems, show } from "./problem.ts";

// Readers for untrusted data. Each returns the value, or reports what is wrong and returns undefined.

export type Fields = Record<string, unknown>;

export function asObject(raw: unknown, path: string, problems: Problems): Fields | undefined {
  if (typeof raw === "object" && raw !== null && !Array.isArray(raw)) return raw as Fields;
  return problems.add(path, `must be an object, received ${show(raw)}`);
}

/** An absent list is not an empty one: a rule that lost its conditions must not match everyone. */
export function asList(raw: unknown, path: string, problems: Problems): readonly unknown[] {
  if (Array.isArray(raw)) return raw;
  problems.add(path, `must be a list, received ${show(raw)}`);
  return [];
}

export function asText(raw: unknown, path: string, problems: Problems): string | undefined {
  if (typeof raw === "string" && raw !== "") return raw;
  return problems.add(path, `must be a text that is not empty, received ${show(raw)}`);
}

/** Absent means no. */
export function asFlag(raw: unknown, path: string, problems: Problems): boolean {
  if (typeof raw === "boolean") return raw;
  if (raw !== undefined && raw !== null) problems.add(path, `must be true or false, received ${show(raw)}`);
  return false;
}
