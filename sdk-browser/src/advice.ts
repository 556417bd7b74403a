import type { Details } from "./client-types.ts";

// Loaded with the first default that was given although its flag exists: an answer that nobody meant to get is a mistake in
// the calling code.

/**
 * @param details without a default, which every type fits
 * @param said keys of which it was said
 */
export function advise(key: string, { value, errorCode }: Details<unknown>, said: Set<string>): void {
  if (said.has(key)) return;
  said.add(key);
  const why =
    errorCode === "TARGETING_KEY_MISSING"
      ? "is rolled out by an attribute that the context lacks: pass `targetingKey`, or what it is bucketed by"
      : (errorCode ?? `is a ${typeof value}, the default is not: the default is given`);
  console.warn("[switchyard]", `flag \`${key}\` ${why}`);
}
