import type { JsonValue } from "@switchyard/core";
import { toNumber } from "./operators.ts";

/** `equals` compares without coercion: the text 42 is not the number 42, so people say which they mean. */
export type ScalarType = "text" | "number" | "boolean" | "mixed";

export function scalarType(values: readonly JsonValue[]): ScalarType {
  if (values.length === 0 || values.every((value) => typeof value === "string")) return "text";
  if (values.every((value) => typeof value === "boolean")) return "boolean";
  return values.every((value) => typeof value === "number") ? "number" : "mixed";
}

/** As it is typed in; in a mixed list the text is quoted, as in JSON. */
export function scalarText(value: JsonValue, type: ScalarType): string {
  return typeof value === "string" && type !== "mixed" ? value : JSON.stringify(value);
}

export function parseScalar(text: string, type: ScalarType): JsonValue {
  if (type === "number") return toNumber(text);
  if (type === "boolean") return text === "true" ? true : text === "false" ? false : text;
  return type === "mixed" ? parseJson(text) : text;
}

function parseJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

/** The same values, meant as another type. What can't be is kept as it is, and refused beside it. */
export function retype(values: readonly JsonValue[], type: ScalarType): JsonValue[] {
  return values.map((value) => parseScalar(typeof value === "string" ? value : JSON.stringify(value), type));
}
