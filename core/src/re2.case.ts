import { RE2JS } from "re2js";
import type { RegexEngine } from "./operators/operator.ts";

/** The linear-time engine with which tests evaluate `matches`; the Node SDK and the server inject the same. */
export const re2: RegexEngine = (pattern, ignoreCase) => {
  const compiled = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  return (text) => compiled.test(text);
};
