import type { IncomingMessage } from "node:http";
import type { EvaluationContext } from "@switchyard/core";
import { bodyTooLarge, jsonDepth, MAX_BODY_BYTES, MAX_JSON_DEPTH } from "../bounds.ts";
import { MAX_CONTEXT_BYTES } from "../small-context.ts";
import { Refusal } from "./refusal.ts";

/** The evaluation context of a request, and the text that it came in. */
export interface GivenContext {
  context: EvaluationContext;
  text: string;
}

/**
 * Reads and bounds the body of an evaluation: `{ "context": { … } }`, where both may be missing.
 *
 * @throws Refusal PARSE_ERROR or INVALID_CONTEXT; SwitchyardError BODY_TOO_LARGE
 */
export async function readContext(request: IncomingMessage): Promise<GivenContext> {
  const text = (await readText(request)).trim();
  if (text === "") return { context: {}, text };
  if (jsonDepth(text) > MAX_JSON_DEPTH) {
    throw unreadable(`The body may be nested at most ${MAX_JSON_DEPTH} levels deep, received ${jsonDepth(text)}`);
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
  // Of a short text the context, which is a part of it, can't be too long: a character has at most 3 bytes, and a number
  // grows by one character at most.
  if (text.length > MAX_CONTEXT_BYTES / 4) requireSmall(context);
  return { context, text };
}

function requireSmall(context: object): void {
  const size = Buffer.byteLength(JSON.stringify(context));
  if (size <= MAX_CONTEXT_BYTES) return;
  throw invalid(`context may have at most ${MAX_CONTEXT_BYTES} bytes (8 KB), received ${size}`);
}

const isObject = (value: unknown): value is EvaluationContext =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function readText(request: IncomingMessage): Promise<string> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > MAX_BODY_BYTES) return Promise.reject(bodyTooLarge(String(declared), MAX_BODY_BYTES));
  return new Promise((resolve, reject) => {
    let first: Buffer | undefined;
    let more: Buffer[] | undefined;
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) {
        request.removeAllListeners("data");
        request.resume();
        reject(bodyTooLarge(`more than ${MAX_BODY_BYTES}`, MAX_BODY_BYTES));
      } else if (first === undefined) first = chunk;
      else {
        more ??= [first];
        more.push(chunk);
      }
    });
    request.on("end", () => {
      try {
        resolve(decode(more === undefined ? first : Buffer.concat(more)));
      } catch (error) {
        reject(error);
      }
    });
    request.on("close", () => {
      if (!request.complete) reject(unreadable("The body must be complete, the connection ended within it"));
    });
  });
}

const strict = new TextDecoder("utf-8", { fatal: true });

function decode(bytes: Buffer | undefined): string {
  if (bytes === undefined) return "";
  try {
    return strict.decode(bytes);
  } catch {
    throw unreadable("The body must be UTF-8, received other bytes");
  }
}

const unreadable = (message: string) => new Refusal(400, message, { errorCode: "PARSE_ERROR" });
const invalid = (message: string) => new Refusal(400, message, { errorCode: "INVALID_CONTEXT" });
