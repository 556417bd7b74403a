import { SwitchyardError } from "../../errors.ts";
import type { Seen } from "../../flags/configure-flag.ts";

/**
 * Reads the version that an author saw: `412`, `"412"` or `W/"412"`, or `*` to overwrite whatever is there.
 *
 * @throws SwitchyardError VERSION_REQUIRED when it is missing, INVALID_REQUEST when it is something else
 */
export function readIfMatch(header: string | undefined): Seen {
  if (header === undefined) {
    throw new SwitchyardError(
      "VERSION_REQUIRED",
      "If-Match must carry the version of the configuration that was seen (or * to overwrite), received none",
    );
  }
  if (header.trim() === "*") return "any";
  const [, version] = /^\s*(?:W\/)?"?(\d{1,15})"?\s*$/.exec(header) ?? [];
  if (version !== undefined) return Number(version);
  throw new SwitchyardError(
    "INVALID_REQUEST",
    `If-Match must be one version such as "412", or *, received ${JSON.stringify(header.slice(0, 100))}`,
  );
}

/**
 * Reads the revision of a flag that an author saw: `"0f3a…"`; nothing, or `*`, overwrites whatever is there.
 *
 * @throws SwitchyardError INVALID_REQUEST when it is something else
 */
export function readRevision(header: string | undefined): string | undefined {
  if (header === undefined || header.trim() === "*") return undefined;
  const [, revision] = /^\s*(?:W\/)?"?([0-9a-f]{16})"?\s*$/.exec(header) ?? [];
  if (revision !== undefined) return revision;
  throw new SwitchyardError(
    "INVALID_REQUEST",
    `If-Match must be the revision of the flag, 16 of 0-9 and a-f, or *, received ${JSON.stringify(header.slice(0, 100))}`,
  );
}
