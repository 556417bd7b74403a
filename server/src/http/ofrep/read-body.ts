import { isAscii, isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { bodyTooLarge, MAX_BODY_BYTES } from "../request/bounds.ts";
import { Refusal } from "./refusal.ts";

/**
 * Reads a bounded body as text. Calls back, as a promise would cost more than all the rest of an evaluation; and never
 * when the connection ends within the body, as there is nobody to answer then.
 *
 * @param done gets the text, or why there is none
 */
export function readBody(request: IncomingMessage, done: (text: string | undefined, error?: Error) => void): void {
  let first: Buffer | undefined;
  let more: Buffer[] | undefined;
  let size = 0;
  const refuse = () => {
    request.removeListener("data", onData).removeListener("end", onEnd).resume();
    done(undefined, bodyTooLarge(`more than ${MAX_BODY_BYTES}`, MAX_BODY_BYTES));
  };
  const onData = (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) refuse();
    else if (first === undefined) first = chunk;
    else {
      more ??= [first];
      more.push(chunk);
    }
  };
  const onEnd = () => {
    const bytes = more === undefined ? first : Buffer.concat(more);
    if (bytes === undefined) done("");
    else if (isAscii(bytes)) done(bytes.toString("latin1"));
    else if (isUtf8(bytes)) done(bytes.toString("utf8"));
    else
      done(undefined, new Refusal(400, "The body must be UTF-8, received other bytes", { errorCode: "PARSE_ERROR" }));
  };
  request.on("data", onData).on("end", onEnd);
}
