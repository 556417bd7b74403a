import type { JsonValue } from "@switchyard/core";

/**
 * The one text of a JSON value, byte for byte, as RFC 8785 (JSON Canonicalization Scheme) defines it:
 * object members sorted by the UTF-16 code units of their names, no white space, strings and numbers as
 * ECMAScript's `JSON.stringify` writes them. Members that are `undefined` are left out.
 *
 * @throws TypeError for a value that JSON can't carry
 */
export function canonicalJson(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.keys(value)
      .filter((name) => value[name] !== undefined)
      .sort()
      .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name])}`);
    return `{${members.join(",")}}`;
  }
  if (value === undefined || (typeof value === "number" && !Number.isFinite(value))) {
    throw new TypeError(`JSON can't carry ${String(value)}`);
  }
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`JSON can't carry a ${typeof value}`);
  return text;
}
