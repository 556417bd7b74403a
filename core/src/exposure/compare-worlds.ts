import { compileFlag } from "../compile/compile-flag.ts";
import { compileSegment } from "../compile/compile-segment.ts";
import type { Reference } from "../compile/compiled.ts";
import type { Node } from "../compile/graph.ts";
import { findLimits } from "../compile/limits.ts";
import type { WorldData } from "../compile/uses.ts";
import type { FlagData, SegmentData } from "../flag.ts";
import type { RulesetOptions } from "../ruleset.ts";
import { type ExposureChange, givesNoMore } from "./compare-exposure.ts";
import { holdsNoMore } from "./compare-segment.ts";
import { below, edgesOf, type Indexed, indexed, leaningOn, type NodeId } from "./references.ts";
import { markedFlag, markedSegment, reversed, type Shift, type Shifts, shiftOf } from "./shift.ts";
import { type FlagSides, type FlagState, shiftOfCondition, shiftOfPrerequisite } from "./shift-of-flag.ts";

export interface Touched {
  flags: readonly string[];
  segments: readonly string[];
}

export interface CompareOptions extends RulesetOptions {
  /** Flags and segments of `before` that can't be read, so that nobody knows what SDKs make of them. */
  unreadable?: Touched;
}

/**
 * Which way a change of some flags and segments of one environment goes, for every flag whose answers it may change: the
 * touched ones, and those that lean on them through prerequisites, `flagIs` and segments. What can't be told raises.
 *
 * A flag that is not there any more raises: what applications do without it is their default, which nobody here knows.
 *
 * @param before everything in the environment, as it was
 * @param after everything, as it is
 * @param touched the keys of all that differ between the two
 * @returns a direction for each of these flags, by key, in no particular order
 */
export function compareWorlds(
  before: WorldData,
  after: WorldData,
  touched: Touched,
  options: CompareOptions = {},
): Map<string, ExposureChange> {
  const worlds = [indexed(before), indexed(after)] as const;
  const edges = [edgesOf(worlds[0]), edgesOf(worlds[1])] as const;
  const ids = idsOf(touched);
  const affected = leaningOn(ids, edges);
  const [was, is] = [
    compileBelow(worlds[0], edges[0], affected, options),
    compileBelow(worlds[1], edges[1], affected, options),
  ];
  const unreadable = new Set<string>(idsOf(options.unreadable ?? { flags: [], segments: [] }));

  const segments = new Map<string, Shift>();
  const flags = new Map<string, FlagState>();
  const shifts: Shifts = {
    ofCondition: (condition) => shiftOfCondition(condition, { flags, segments }),
    ofPrerequisite: (prerequisite) => shiftOfPrerequisite(prerequisite, flags),
  };
  const back: Shifts = {
    ofCondition: (condition) => reversed(shifts.ofCondition(condition)),
    ofPrerequisite: (prerequisite) => reversed(shifts.ofPrerequisite(prerequisite)),
  };

  // Those that are leaned on come first; in a circle they can't, and what leads back counts as unknown.
  for (const id of affected) {
    if (id.startsWith("segment ")) segments.set(id.slice("segment ".length), "unknown");
    else flags.set(id.slice("flag ".length), "unknown");
  }
  for (const id of affected) {
    const isKnown = !unreadable.has(id) && !was.cut.has(id) && !is.cut.has(id);
    if (id.startsWith("segment ")) {
      const key = id.slice("segment ".length);
      const [old, now] = [worlds[0].segments.get(key) ?? nobody(key), worlds[1].segments.get(key) ?? nobody(key)];
      if (isKnown && !was.broken.has(id) && !is.broken.has(id)) segments.set(key, segmentShift(old, now, shifts, back));
    } else {
      const key = id.slice("flag ".length);
      const [old, now] = [worlds[0].flags.get(key), worlds[1].flags.get(key)];
      if (isKnown) flags.set(key, flagState(sideOf(old, was, id), sideOf(now, is, id), shifts, back));
    }
  }

  const directions = new Map<string, ExposureChange>();
  for (const [key, state] of flags) {
    if (state === "unknown") directions.set(key, "raises");
    else if (state.before ?? state.after) {
      directions.set(key, state.givesNoMore ? (state.gaveNoMore ? "same" : "lowers") : "raises");
    }
  }
  return directions;
}

const idsOf = ({ flags, segments }: Touched): NodeId[] => [
  ...segments.map((key): NodeId => `segment ${key}`),
  ...flags.map((key): NodeId => `flag ${key}`),
];

const nobody = (key: string): SegmentData => ({ key, rules: [], includedKeys: [], excludedKeys: [] });

function segmentShift(before: SegmentData, after: SegmentData, shifts: Shifts, back: Shifts): Shift {
  return shiftOf(
    holdsNoMore(markedSegment(before, "from", shifts), markedSegment(after, "to", shifts)),
    holdsNoMore(markedSegment(after, "from", back), markedSegment(before, "to", back)),
  );
}

interface Side {
  data: FlagData | undefined;
  /** Everyone gets the off variant: killed or disabled, and its off variant is readable. */
  isOff: boolean;
  /** Nobody gets an answer: it isn't there, or can't be evaluated. */
  isMute: boolean;
}

function flagState(before: Side, after: Side, shifts: Shifts, back: Shifts): FlagSides {
  return {
    ...(before.data ? { before: { data: before.data, isOff: before.isOff, isMute: before.isMute } } : {}),
    ...(after.data ? { after: { data: after.data, isOff: after.isOff, isMute: after.isMute } } : {}),
    givesNoMore: stepGivesNoMore(before, after, shifts),
    gaveNoMore: stepGivesNoMore(after, before, back),
  };
}

function stepGivesNoMore(from: Side, to: Side, shifts: Shifts): boolean {
  if (to.data === undefined || to.isMute) return from.isMute && to.isMute;
  // Who had no answer had nothing that could be taken away, and the off variant is safe.
  if (from.data === undefined || from.isMute) return to.isOff;
  return givesNoMore(markedFlag(from.data, "from", shifts), markedFlag(to.data, "to", shifts));
}

interface Compiled {
  /** Can't be evaluated: flags without an answer, segments without members. */
  broken: ReadonlySet<NodeId>;
  off: ReadonlySet<NodeId>;
  /** Evaluation stops within these: in a circle, or too far down. */
  cut: ReadonlySet<NodeId>;
}

function sideOf(data: FlagData | undefined, { broken, off }: Compiled, id: NodeId): Side {
  const isOff = off.has(id);
  return { data, isOff, isMute: data === undefined || (broken.has(id) && !isOff) };
}

/** Compiles what these lean on, and these. */
function compileBelow(
  world: Indexed,
  edges: ReadonlyMap<NodeId, readonly NodeId[]>,
  ids: readonly NodeId[],
  { regex }: RulesetOptions,
): Compiled {
  const nodes = new Map<Node, NodeId>();
  const compiled = { flags: new Map(), segments: new Map() };
  const broken = new Set<NodeId>();
  const off = new Set<NodeId>();
  for (const id of below(ids, (one) => edges.get(one) ?? [])) {
    const flagData = id.startsWith("flag ") ? world.flags.get(id.slice("flag ".length)) : undefined;
    const segmentData = id.startsWith("segment ") ? world.segments.get(id.slice("segment ".length)) : undefined;
    if (flagData) {
      const { flag, problems } = compileFlag(flagData, { regex });
      compiled.flags.set(flag.key, flag);
      nodes.set(flag, id);
      if (problems.length > 0) broken.add(id);
      if (flag.answer?.reason === "DISABLED") off.add(id);
    } else if (segmentData) {
      const { segment, problems } = compileSegment(segmentData, { regex });
      nodes.set(segment, id);
      if (problems.length > 0) broken.add(id);
      else compiled.segments.set(segment.key, segment);
    }
  }
  const { dead } = findLimits(compiled);
  const isCut = ({ references }: Node) => references.some((one: Reference) => dead.has(one));
  return {
    broken,
    off,
    cut: new Set(dead.size === 0 ? [] : [...nodes].flatMap(([node, id]) => (isCut(node) ? id : []))),
  };
}
