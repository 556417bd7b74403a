import { hash } from "node:crypto";
import type { Key } from "../../storage/port.ts";

/** Raised when the same state is written otherwise than by the release before. */
const FORMAT = 1;

/**
 * The strong tag of a bulk answer: of the key's environment and kind, the whole context, and the rules. `window` is
 * when the answer's push address was made for: past its time the answer counts as another one, with a new address.
 */
export function entityTag(
  { environmentId, kind }: Key,
  text: string,
  { epoch, version, stamp = "" }: { epoch: string; version: number; stamp?: string },
  window: number,
): string {
  const digest = hash(
    "sha256",
    `${FORMAT}\0${environmentId}\0${kind}\0${epoch}\0${version}\0${stamp}\0${window}\0${text}`,
    "base64url",
  );
  return `"${digest.slice(0, 22)}"`;
}

/** Compared weakly, as RFC 9110, 13.1.2 has it; `*` says nothing about whose answers somebody has. */
export function isKnown(header: string | undefined, tag: string): boolean {
  return header?.split(",").some((one) => one.trim().replace(/^W\//, "") === tag) ?? false;
}
