import type { Condition, FlagData, Prerequisite, Rule, SegmentData } from "../flag.ts";
import { referencesOf } from "./references.ts";

/**
 * What became of the contexts for which something holds: the same ones as before, only some of them (`shrinks`), these
 * and others (`grows`), or whatever else.
 */
export type Shift = "same" | "shrinks" | "grows" | "unknown";

export const shiftOf = (shrinks: boolean, grows: boolean): Shift =>
  shrinks ? (grows ? "same" : "shrinks") : grows ? "grows" : "unknown";

const REVERSED: Record<Shift, Shift> = { same: "same", shrinks: "grows", grows: "shrinks", unknown: "unknown" };
export const reversed = (shift: Shift): Shift => REVERSED[shift];

/** Of whatever holds if any of these does. */
export function anyOf(shifts: readonly Shift[]): Shift {
  const only = (one: Shift) => shifts.every((shift) => shift === "same" || shift === one);
  return shiftOf(only("shrinks"), only("grows"));
}

/** How the flags and segments that were touched have shifted, from the one side to the other. */
export interface Shifts {
  /** For a condition as it stands on both sides; `same` for one that leans on nothing that was touched. */
  ofCondition(condition: Condition): Shift;
  ofPrerequisite(prerequisite: Prerequisite): Shift;
}

/** A condition that holds for some unknown set of contexts, which the name stands for. No attribute begins like this. */
const mark = (name: string, condition: Condition): Condition => ({
  attribute: `\0${name} ${JSON.stringify(condition)}`,
  operator: "exists",
});

/**
 * Conditions that lean on what has shifted, in words of sets alone: a set that shrinks is afterwards the old one and
 * something more that must hold. What is then told from the words is true whatever these sets are.
 */
function marked(conditions: readonly Condition[], side: "from" | "to", shifts: Shifts): Condition[] {
  return conditions.flatMap((condition) => {
    if (referencesOf(condition).length === 0) return condition;
    const shift = shifts.ofCondition(condition);
    if (shift === "same") return condition;
    if (shift === "unknown") return mark(side, condition);
    const smaller = shift === "shrinks" ? "to" : "from";
    return side === smaller ? [mark("wide", condition), mark("narrow", condition)] : mark("wide", condition);
  });
}

type Rules = readonly { conditions: readonly Condition[] }[];
const markedRules = <R extends Rules>(rules: R, side: "from" | "to", shifts: Shifts): R =>
  rules.map((rule) => ({ ...rule, conditions: marked(rule.conditions, side, shifts) })) as unknown as R;

/** The flag as it was and as it is, so that they can be compared as if nothing else had changed. */
export function markedFlag(flag: FlagData, side: "from" | "to", shifts: Shifts): FlagData {
  const holdsNoMore = (prerequisite: Prerequisite) => {
    const shift = shifts.ofPrerequisite(prerequisite);
    return shift === "same" || shift === "shrinks";
  };
  return {
    ...flag,
    rules: markedRules<Rule[]>(flag.rules, side, shifts),
    // One that may hold for others than before holds nobody back, as far as can be told.
    prerequisites: side === "to" ? flag.prerequisites.filter(holdsNoMore) : flag.prerequisites,
  };
}

export const markedSegment = (segment: SegmentData, side: "from" | "to", shifts: Shifts): SegmentData => ({
  ...segment,
  rules: markedRules(segment.rules, side, shifts),
});
