import { createRequire } from "node:module";
import type { RegexEngine } from "@switchyard/core";
import type { RE2JS } from "re2js";

let engine: typeof RE2JS | undefined;

/** Linear-time regular expressions. The library (about 1 MB of tables) is loaded by the first flag that needs it. */
export const regexEngine: RegexEngine = (pattern, ignoreCase) => {
  engine ??= (createRequire(import.meta.url)("re2js") as { RE2JS: typeof RE2JS }).RE2JS;
  const compiled = engine.compile(pattern, ignoreCase ? engine.CASE_INSENSITIVE : 0);
  return (text) => compiled.test(text);
};
