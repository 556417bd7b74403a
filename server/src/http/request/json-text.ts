import { SwitchyardError } from "../../errors.ts";
import { jsonDepth, MAX_JSON_DEPTH } from "./bounds.ts";

/** U+0000 and halves of surrogate pairs: databases refuse them, or keep something else. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

/**
 * A JSON text, checked so far that any schema may parse it. Messages never quote it: it may hold a password.
 *
 * @param name what messages call it
 * @throws SwitchyardError INVALID_JSON
 */
export function checkedJson(bytes: Uint8Array, name = "The body"): string {
  const text = decode(bytes, name);
  const depth = jsonDepth(text);
  if (depth > MAX_JSON_DEPTH) {
    throw invalid(`${name} may be nested at most ${MAX_JSON_DEPTH} levels deep, received ${depth}`);
  }
  try {
    JSON.parse(text);
  } catch (cause) {
    const place = /position \d+/.exec(cause instanceof Error ? cause.message : "")?.[0] ?? "its end";
    throw invalid(`${name} must be JSON, received something else at ${place}`, cause);
  }
  const unstorable = findUnstorable(text);
  if (unstorable !== undefined) {
    const code = unstorable.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    throw invalid(`Text must be whole Unicode characters other than U+0000, received U+${code}`);
  }
  return text;
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw invalid(`${name} must be UTF-8, received other bytes`, cause);
  }
}

function findUnstorable(text: string): string | undefined {
  // UTF-8 can't carry them, and JSON only as escapes.
  if (!text.includes("\\u")) return undefined;
  let found: string | undefined;
  JSON.parse(text, (name, value: unknown) => {
    found ??= UNSTORABLE.exec(name)?.[0] ?? (typeof value === "string" ? UNSTORABLE.exec(value)?.[0] : undefined);
    return value;
  });
  return found;
}

const invalid = (message: string, cause?: unknown) => new SwitchyardError("INVALID_JSON", message, { cause });
