import type { Condition, FlagData, Prerequisite } from "../flag.ts";
import { anyOf, reversed, type Shift, shiftOf } from "./shift.ts";

/** What a comparison has found out about a flag that others lean on; nothing, when it can't be told or not yet. */
export type FlagState = FlagSides | "unknown";

export interface FlagSides {
  before?: FlagSide;
  after?: FlagSide;
  /** Every context gets what it got, the off variant, or no answer, and who had the off variant has it still. */
  givesNoMore: boolean;
  /** The same, the other way round. */
  gaveNoMore: boolean;
}

interface FlagSide {
  data: FlagData;
  /** Everyone gets the off variant. */
  isOff: boolean;
  /** Nobody gets an answer. */
  isMute: boolean;
}

interface Found {
  flags: ReadonlyMap<string, FlagState>;
  segments: ReadonlyMap<string, Shift>;
}

/** How the contexts have shifted for which a condition holds that leans on flags or segments. */
export function shiftOfCondition(condition: Condition, { flags, segments }: Found): Shift {
  const { operator, attribute, values = [], negate = false } = condition;
  if (operator === "flagIs") {
    const state = flags.get(String(attribute));
    if (state === undefined || state === "unknown") return state ?? "same";
    return shiftOfAnswers(state, wanted(state, values, negate));
  }
  const shift = anyOf(values.map((key) => segments.get(String(key)) ?? "same"));
  return (operator === "notInSegment") === negate ? shift : reversed(shift);
}

/** No answer fits nothing, negated or not: negation means the other variants. */
function wanted({ before, after }: FlagSides, values: readonly unknown[], negate: boolean): ReadonlySet<unknown> {
  if (!negate) return new Set(values);
  const all = [before, after].flatMap((side) => side?.data.variants.map(({ key }) => key) ?? []);
  return new Set(all.filter((key) => !values.includes(key)));
}

function shiftOfAnswers({ before, after, givesNoMore, gaveNoMore }: FlagSides, variants: ReadonlySet<unknown>): Shift {
  if (givesNoMore && gaveNoMore) return "same";
  const none = (side?: FlagSide) => isMute(side) || (side?.isOff === true && !variants.has(side.data.offVariant));
  const all = (side?: FlagSide) => side?.isOff === true && variants.has(side.data.offVariant);
  // Who comes to the off variant, or loses the answer, comes to none of the others.
  const leavesOnly = (isSo: boolean, side?: FlagSide) =>
    isSo && side !== undefined && !variants.has(side.data.offVariant);
  return shiftOf(
    none(after) || all(before) || leavesOnly(givesNoMore, after),
    none(before) || all(after) || leavesOnly(gaveNoMore, before),
  );
}

/** The same for a prerequisite, which an off variant never satisfies that is served because something is off. */
export function shiftOfPrerequisite({ flag, variants }: Prerequisite, flags: ReadonlyMap<string, FlagState>): Shift {
  const state = flags.get(flag);
  if (state === undefined || state === "unknown") return state ?? "same";
  const { before, after, givesNoMore, gaveNoMore } = state;
  const none = (side?: FlagSide) => isMute(side) || side?.isOff === true;
  const leavesOnly = (isSo: boolean, side?: FlagSide) =>
    isSo && side !== undefined && !variants.includes(side.data.offVariant);
  return shiftOf(none(after) || leavesOnly(givesNoMore, after), none(before) || leavesOnly(gaveNoMore, before));
}

const isMute = (side?: FlagSide): boolean => side === undefined || side.isMute;
