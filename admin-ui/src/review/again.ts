import type { Configuration, Operation } from "../api/types.ts";
import { decisionsOf, same } from "../flag/merge.ts";

/** The same operations for something that recurs: its first run changes the version that was seen. */
export const again = (operations: readonly Operation[]): Operation[] =>
  operations.map((operation) => ("seen" in operation ? { ...operation, seen: "any" } : operation));

/** What recurring does to what others changed between two times, where that may surprise. */
export const againNote = (operations: readonly Operation[]): string | undefined =>
  operations.some(({ kind }) => kind === "configure")
    ? "Each time the flag is set to exactly this, whatever anybody has changed in between."
    : undefined;

/** A change that does nothing but turn a flag on or off, as that: it leaves alone what others change until it is due. */
export function switchOf(
  { environment, flag }: { environment: string; flag: string },
  before: Configuration,
  after: Configuration,
): Operation | undefined {
  const onlySwitched =
    before.enabled !== after.enabled && same(decisionsOf({ ...before, enabled: after.enabled }), decisionsOf(after));
  return onlySwitched ? { kind: after.enabled ? "enable" : "disable", environment, flag, seen: "any" } : undefined;
}
