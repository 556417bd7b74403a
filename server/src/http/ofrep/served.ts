import type { CompiledFlag, Outcome } from "@switchyard/core";
import type { Written } from "./written.ts";

/** One of the answers that a flag can give, and how often it was given since it was last counted. */
export interface Served extends Written {
  /** As it stands in a bulk answer: after everything between the flag before it that varies and itself. */
  readonly item: string;
  readonly outcome: Outcome;
  readonly flag: string;
  readonly variant: string | null;
  count: number;
}

/** A flag whose answer depends on who asks, and the answers that it has given so far. */
export interface Varying {
  readonly flag: CompiledFlag;
  /** What stands before it in a bulk answer: flags with one answer for everyone, and commas. */
  readonly before: string;
  readonly served: Served[];
}
