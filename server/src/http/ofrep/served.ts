import type { Outcome } from "@switchyard/core";
import type { Written } from "./written.ts";

/** One of the answers that a flag can give, and how often it was given since it was last counted. */
export interface Served extends Written {
  /** The same as {@link json}. */
  readonly bytes: Buffer;
  readonly outcome: Outcome;
  readonly flag: string;
  readonly variant: string | null;
  count: number;
}
