// What a flag does, and what was done to it, as people say it. One voice for the admin UI, the command line and messages.
//
//   sentence(flag, configuration, "production"); // "In production: on for 25 % of everyone; otherwise off."
//
// Not part of the core's main entry: no SDK carries it.

export { ACTION_WORDS, changeTitle } from "./change-words.ts";
export { conditionWords } from "./condition.ts";
export { duration } from "./duration.ts";
export { type Direction, direction, rampHint, rampPercentage, rampTo } from "./exposure.ts";
export { evidenceWords, type GuardShown, guardLine, type Holding, holdingWords, share, span } from "./guards.ts";
export { list, quoted, shortList } from "./lists.ts";
export { percent, roundPercentage } from "./percent.ts";
export { receiptMeaning, receiptWords } from "./receipt.ts";
export { type Described, type FlagShape, ruleClause, sentence, variantWords } from "./sentence.ts";
