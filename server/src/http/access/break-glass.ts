import { SwitchyardError } from "../../errors.ts";

/** Carries why, percent-encoded: headers have no other way to carry every letter. */
export const BREAK_GLASS = "switchyard-break-glass";

const MAX_LENGTH = 1000;

/**
 * Reads whether a request is to be pushed through what the policies hold it back for.
 *
 * @throws SwitchyardError INVALID_REQUEST when it says no reason, or one that can't be read
 */
export function readBreakGlass(header: string | undefined): { reason: string } | undefined {
  if (header === undefined) return undefined;
  const reason = decode(header)?.trim();
  if (!reason || reason.length > MAX_LENGTH) {
    throw new SwitchyardError(
      "INVALID_REQUEST",
      `${BREAK_GLASS} must say why, percent-encoded and in at most ${MAX_LENGTH} characters, ` +
        `received ${JSON.stringify(header.slice(0, 100))}`,
    );
  }
  return { reason };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
