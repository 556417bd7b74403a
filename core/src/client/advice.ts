import { nearest } from "../nearest.ts";

// What both SDKs say of mistakes in the calls of an application. Apart from the rest, so that a page loads it only after one.

/**
 * @param keys of the flags there are
 * @param hint what else may help, where none of them is near
 */
export function unknownFlag(key: string, keys: Iterable<string>, hint = ""): string {
  const meant = nearest(key, keys);
  return `unknown flag \`${key}\`${meant === undefined ? hint : `; did you mean \`${meant}\`?`}`;
}

export const missingKey = (key: string): string =>
  `flag \`${key}\` is rolled out by an attribute that the context lacks: pass \`targetingKey\`, or what it is bucketed by`;
