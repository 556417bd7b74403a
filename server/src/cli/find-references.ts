/** A place that names a flag. */
export interface Reference {
  flag: string;
  path: string;
  /** From 1. */
  line: number;
  column: number;
  /** As the key of a call that evaluates; otherwise a string that equals a flag's key. */
  evaluates: boolean;
}

/** What is to be said of a reference, or of a flag without one. */
export interface Finding {
  kind: "unknown" | "stale" | "unused";
  flag: string;
  message: string;
  at?: Pick<Reference, "path" | "line" | "column">;
}

/** The calls of our SDKs, of OpenFeature's clients and of React's hooks, that take a flag's key first. */
const CALL =
  /\b(?:isEnabled|getValue|getDetails|explain|useFlag|useFlagDetails|get(?:Boolean|String|Number|Object)(?:Value|Details)|use(?:Boolean|String|Number|Object)FlagValue)\s*(?:<[^>()]{0,100}>)?\(\s*$/;
const TEXT = /(["'`])([a-z0-9][a-z0-9._-]{0,99})\1/g;

/**
 * @param path as references should have it
 * @param keys of the project's flags: strings that equal one count wherever they stand
 */
export function findReferences(text: string, path: string, keys: ReadonlySet<string>): Reference[] {
  const found: Reference[] = [];
  let line = 1;
  let lineStart = 0;
  let counted = 0;
  for (const match of text.matchAll(TEXT)) {
    const flag = match[2] as string;
    const evaluates = CALL.test(text.slice(Math.max(0, match.index - 200), match.index));
    if (!evaluates && !keys.has(flag)) continue;
    for (let next = text.indexOf("\n", counted); next >= 0 && next < match.index; next = text.indexOf("\n", counted)) {
      line += 1;
      lineStart = next + 1;
      counted = next + 1;
    }
    found.push({ flag, path, line, column: match.index - lineStart + 1, evaluates });
  }
  return found;
}
