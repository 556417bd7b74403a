import type { Clients } from "../api/types.ts";
import { counted } from "../words/count.ts";
import { howLong } from "../words/time.ts";

/** How far an SDK is behind, in words. */
export function lagWords(behind: Clients["clients"][number]["behind"], now: number): string {
  if (behind === null) return "has the newest version";
  return `${counted(behind.versions, "version")} behind, for ${howLong(now - behind.since)}`;
}
