import type { Assessment } from "../api/types.ts";

/** What somebody may do with a change that is under review. */
export interface Decision {
  /**
   * - `save`: at once, given a reason where one is needed
   * - `propose`: not by themselves: others approve it, or it waits for its time
   * - `nothing`: not even that
   */
  may: "save" | "propose" | "nothing";
  needsReason: boolean;
  /** Why it can't be saved at once, in sentences. */
  because: string[];
  /** When the last freeze that holds it is over, milliseconds since 1970. */
  frozenUntil: number | undefined;
  /** It needs others' approval, whatever the time. */
  needsApproval: boolean;
  mayBreakGlass: boolean;
}

/** @param assessment of the change without a reason: whether one is typed is known here */
export function decide({ next, mayBreakGlass, obstacles, environments }: Assessment): Decision {
  const all = [...obstacles, ...environments.flatMap((environment) => environment.obstacles)];
  const holding = all.filter(({ rule }) => rule !== "reason");
  const ends = environments.flatMap(({ frozenUntil }) => frozenUntil ?? []);
  return {
    may: next === "save" || next === "giveReason" ? "save" : next === "ask" ? "nothing" : "propose",
    needsReason: all.length > holding.length,
    because: [...new Set(holding.map(({ message }) => message))],
    frozenUntil: ends.length === 0 ? undefined : Math.max(...ends),
    needsApproval: holding.some(({ rule }) => rule === "approvals" || rule === "role"),
    mayBreakGlass: mayBreakGlass && holding.length > 0,
  };
}
