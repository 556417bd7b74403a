import { SwitchyardError } from "../../errors.ts";

/** Bytes of a request's body. */
export const MAX_BODY_BYTES = 256 * 1024;
/** Of a segment's, which may list 100,000 keys. */
export const MAX_SEGMENT_BYTES = 5 * 1024 * 1024;
/** Levels of arrays and objects in a request's JSON. */
export const MAX_JSON_DEPTH = 32;

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = "\\".charCodeAt(0);
// Square and curly brackets are 0x20 apart, and no other character becomes one of them by that bit.
const CURLY = 0x20;
const OPENING = "{".charCodeAt(0);
const CLOSING = "}".charCodeAt(0);

/**
 * Reads a body chunk by chunk and stops at the bound, whatever its declared length says.
 *
 * @throws SwitchyardError BODY_TOO_LARGE, INVALID_REQUEST when the connection ends within it
 */
export async function readBounded(
  body: ReadableStream<Uint8Array> | null,
  maxBytes = MAX_BODY_BYTES,
): Promise<Uint8Array> {
  if (body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new SwitchyardError("INVALID_REQUEST", "The body must be complete, the connection ended within it", {
        cause,
      });
    });
    if (done) return Buffer.concat(chunks);
    size += value.byteLength;
    if (size > maxBytes) throw bodyTooLarge(`more than ${maxBytes}`, maxBytes);
    chunks.push(value);
  }
}

export function bodyTooLarge(received: string, maxBytes: number): SwitchyardError {
  return new SwitchyardError(
    "BODY_TOO_LARGE",
    `The body may have at most ${maxBytes} bytes (${maxBytes / 1024} KB), received ${received}`,
  );
}

/**
 * How deep the arrays and objects of a JSON text are nested. It walks the characters and does not recurse, so that
 * depth can be refused before anything that recurses sees the text.
 */
export function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === BACKSLASH) i += 1;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if ((code | CURLY) === OPENING) deepest = Math.max(deepest, ++depth);
    else if ((code | CURLY) === CLOSING) depth -= 1;
  }
  return deepest;
}
