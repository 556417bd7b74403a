/**
 * The one text of a JSON value, byte for byte, as RFC 8785 (JSON Canonicalization Scheme) defines it:
 * object members sorted by the UTF-16 code units of their names, no white space, strings and numbers as
 * ECMAScript's `JSON.stringify` writes them. Members that are `undefined` are left out.
 *
 * @throws TypeError for a value that JSON can't carry
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    let members = "";
    for (const name of Object.keys(value).sort()) {
      const member = (value as Record<string, unknown>)[name];
      if (member === undefined) continue;
      if (members !== "") members += ",";
      members += `${quoted(name)}:${canonicalJson(member)}`;
    }
    return `{${members}}`;
  }
  if (value === undefined || (typeof value === "number" && !Number.isFinite(value))) {
    throw new TypeError(`JSON can't carry ${String(value)}`);
  }
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`JSON can't carry a ${typeof value}`);
  return text;
}

/** What JSON writes as it is. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

const quoted = (text: string) => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));
