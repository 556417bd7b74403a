import { type EvaluationContext, MAX_CONTEXT_BYTES } from "@switchyard/core";
import { jsonDepth, MAX_JSON_DEPTH } from "../request/bounds.ts";
import { Refusal } from "./refusal.ts";

/** Bodies that were read lately: the same context is asked about for flag after flag. */
const MAX_KEPT = 2_000;
/** Longer ones are rare, and read again each time. */
const MAX_KEPT_LENGTH = 2_048;

/** Reads the context from a body, or remembers it. Evaluation changes nothing of it. */
export class ContextReader {
  #kept = new Map<string, EvaluationContext>();

  /** @throws Refusal PARSE_ERROR or INVALID_CONTEXT */
  read(text: string): EvaluationContext {
    const known = this.#kept.get(text);
    if (known !== undefined) return known;
    const context = readContext(text);
    if (text.length > MAX_KEPT_LENGTH) return context;
    if (this.#kept.size >= MAX_KEPT) this.#kept = new Map();
    this.#kept.set(text, context);
    return context;
  }
}

/** The body of an evaluation: `{ "context": { … } }`, where both may be missing. */
function readContext(text: string): EvaluationContext {
  if (text === "") return {};
  const depth = jsonDepth(text);
  if (depth > MAX_JSON_DEPTH) {
    throw unreadable(`The body may be nested at most ${MAX_JSON_DEPTH} levels deep, received ${depth}`);
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw unreadable("The body must be JSON, received something else");
  }
  if (!isObject(body)) throw unreadable('The body must be an object such as {"context":{}}, received other JSON');
  const { context = {} } = body as { context?: unknown };
  if (!isObject(context)) throw invalid("context must be an object, received other JSON");
  // A character of the text is at most this much of the context: "1e20" is written out, others are three bytes or less.
  if (text.length * 6 <= MAX_CONTEXT_BYTES) return context;
  const size = Buffer.byteLength(JSON.stringify(context));
  if (size > MAX_CONTEXT_BYTES) {
    throw invalid(`context may have at most ${MAX_CONTEXT_BYTES} bytes (8 KB), received ${size}`);
  }
  return context;
}

const isObject = (value: unknown): value is EvaluationContext =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const unreadable = (message: string) => new Refusal(400, message, { errorCode: "PARSE_ERROR" });
const invalid = (message: string) => new Refusal(400, message, { errorCode: "INVALID_CONTEXT" });
