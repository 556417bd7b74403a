import type { RegexEngine } from "@switchyard/core";
import { RE2JS } from "re2js";

/** What runs `matches` in this process: linear in the text, whatever pattern somebody saves. */
export const regex: RegexEngine = (pattern, ignoreCase) => {
  const compiled = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  return (text) => compiled.test(text);
};
