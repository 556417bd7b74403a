import { MAX_CONTEXT_BYTES } from "@switchyard/core";
import { SwitchyardError } from "../../errors.ts";

/** @throws SwitchyardError INVALID_REQUEST */
export function requireSmall(context: object): void {
  const size = Buffer.byteLength(JSON.stringify(context));
  if (size <= MAX_CONTEXT_BYTES) return;
  throw new SwitchyardError(
    "INVALID_REQUEST",
    `context may have at most ${MAX_CONTEXT_BYTES} bytes (8 KB), received ${size}`,
  );
}
