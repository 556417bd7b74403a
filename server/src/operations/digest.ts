import { createHash } from "node:crypto";
import type { JsonValue } from "@switchyard/core";
import { canonicalJson } from "../storage/canonical-json.ts";
import type { Change } from "../storage/port.ts";

/** What differs each time the same is done, and says nothing of what is done. */
const INCIDENTAL: ReadonlySet<string> = new Set(["salt", "createdAt", "updatedAt", "at", "by"]);

/** What somebody agrees to: what flags and segments become, and how guarded rollouts go on. */
const CONTENT = ["flag.", "segment.", "rollout."];

/**
 * A hash of what flags and segments were and what they become. Two lists of operations with the same digest do the same
 * to the same state, so that whoever agreed to one agreed to the other.
 *
 * @param changes in their order; those of other things, such as a change request's own, don't count
 * @returns SHA-256 in hexadecimal
 */
export function digestOf(changes: readonly Change[]): string {
  const content = changes
    .filter(({ action }) => CONTENT.some((kind) => action.startsWith(kind)))
    .map(({ action, environmentId, flag, segment, before, after }) => ({
      action,
      environment: environmentId ?? null,
      flag: flag ?? null,
      segment: segment ?? null,
      before: essence(action, before),
      after: essence(action, after),
    }));
  return createHash("sha256").update(canonicalJson(content)).digest("hex");
}

function essence(action: string, side: JsonValue): JsonValue {
  if (action === "flag.killed") return isKilled(side);
  if (action === "flag.restored") return [isKilled(side), decidesIn(side)];
  if (action.startsWith("rollout.")) return placeOf(side);
  if (action !== "flag.created" || typeof side !== "object" || side === null) return side;
  return Object.fromEntries(Object.entries(side).filter(([name]) => !INCIDENTAL.has(name)));
}

/** Which rollout, whose plan never changes, and where it is: not how things stood, which is another each second. */
function placeOf(side: JsonValue): JsonValue {
  if (typeof side !== "object" || side === null || Array.isArray(side)) return side;
  const { rollout = null, status = null, stage = null } = side;
  return { rollout, status, stage };
}

const decidesIn = (side: JsonValue): JsonValue =>
  typeof side === "object" && side !== null ? ((Reflect.get(side, "decides") as JsonValue | undefined) ?? null) : null;

const isKilled = (side: JsonValue): boolean =>
  typeof side === "object" && side !== null && Boolean(Reflect.get(side, "killed"));
