import { compileFlag } from "./compile/compile-flag.ts";
import { compileSegment } from "./compile/compile-segment.ts";
import type { Broken, CompiledFlag, CompiledSegment, Ruleset } from "./compile/compiled.ts";
import { dependants } from "./compile/dependants.ts";
import { findLimits } from "./compile/limits.ts";
import { show } from "./compile/problem.ts";
import type { FlagData, SegmentData } from "./flag.ts";
import { equalJson } from "./json.ts";
import type { RegexEngine } from "./operators/operator.ts";

/** Flags and segments as they arrive: untrusted, each whole. They must not be changed afterwards. */
export interface RulesetData {
  flags: readonly FlagData[];
  segments: readonly SegmentData[];
}

export interface RulesetUpdate extends RulesetData {
  removed: { flags: readonly string[]; segments?: readonly string[] };
}

export interface RulesetOptions {
  /** What runs `matches`. Without it, a flag that uses `matches` is broken, alone. */
  regex?: RegexEngine;
}

interface Parts {
  flags: Map<string, CompiledFlag>;
  segments: Map<string, CompiledSegment>;
  broken: Map<string, Broken>;
}

function keyOf(raw: unknown): string | undefined {
  const key = typeof raw === "object" && raw !== null ? (raw as { key?: unknown }).key : undefined;
  return typeof key === "string" && key !== "" ? key : undefined;
}

function addFlag({ flags, broken }: Parts, key: string, raw: FlagData, options: RulesetOptions): void {
  const { flag, problems } = compileFlag(raw, options);
  flags.set(key, flag);
  const [problem] = problems;
  if (problem === undefined) broken.delete(`flag ${key}`);
  else broken.set(`flag ${key}`, { kind: "flag", key, problem: problem.message });
}

function addSegment({ segments, broken }: Parts, key: string, raw: SegmentData, options: RulesetOptions): void {
  const { segment, problems } = compileSegment(raw, options);
  const [problem] = problems;
  if (problem === undefined) {
    segments.set(key, segment);
    broken.delete(`segment ${key}`);
  } else {
    segments.delete(key);
    broken.set(`segment ${key}`, { kind: "segment", key, problem: problem.message });
  }
}

/** Hands on what has a key, and notes what has none or can't even be read. */
function each<T>(
  kind: Broken["kind"],
  list: readonly T[],
  broken: Parts["broken"],
  add: (key: string, raw: T) => void,
) {
  if (!Array.isArray(list)) {
    broken.set(`${kind} `, { kind, key: "", problem: `${kind}s must be a list, received ${show(list)}` });
    return;
  }
  for (const raw of list) {
    try {
      const key = keyOf(raw);
      if (key !== undefined) add(key, raw);
      else broken.set(`${kind} `, { kind, key: "", problem: `a ${kind} without a key: ${show(raw)}` });
    } catch {
      broken.set(`${kind} `, { kind, key: "", problem: `a ${kind} that can't be read` });
    }
  }
}

function finish({ flags, segments, broken }: Parts): Ruleset {
  return { flags, segments, broken: [...broken.values()], dead: findLimits({ flags, segments }).dead };
}

/**
 * Compiles all flags and segments of one environment. Never throws: what is damaged is named in `broken` and fails alone.
 * When a key comes twice, the last one counts.
 */
export function compileRuleset(data: RulesetData, options: RulesetOptions = {}): Ruleset {
  const parts: Parts = { flags: new Map(), segments: new Map(), broken: new Map() };
  each("segment", data.segments, parts.broken, (key, raw) => addSegment(parts, key, raw, options));
  each("flag", data.flags, parts.broken, (key, raw) => addFlag(parts, key, raw, options));
  return finish(parts);
}

/**
 * Makes a new ruleset with some flags and segments replaced, added or removed. Only these are compiled, and the old one
 * stays as it was, for whoever still evaluates with it.
 *
 * @returns the new ruleset, and the keys of all flags whose answers may differ from before: those that were touched and
 * those that lean on them through prerequisites, `flagIs` and segments. Sorted. What came again unchanged is not in it.
 */
export function updateRuleset(
  ruleset: Ruleset,
  update: RulesetUpdate,
  options: RulesetOptions = {},
): { ruleset: Ruleset; changed: string[] } {
  const parts: Parts = {
    flags: new Map(ruleset.flags),
    segments: new Map(ruleset.segments),
    broken: new Map(ruleset.broken.map((one) => [`${one.kind} ${one.key}`, one])),
  };
  const flags = new Set<string>();
  const segments = new Set<string>();
  each("segment", update.segments, parts.broken, (key, raw) => {
    if (equalJson(raw, parts.segments.get(key)?.source)) return;
    addSegment(parts, key, raw, options);
    segments.add(key);
  });
  each("flag", update.flags, parts.broken, (key, raw) => {
    if (equalJson(raw, parts.flags.get(key)?.source)) return;
    addFlag(parts, key, raw, options);
    flags.add(key);
  });
  for (const key of update.removed.segments ?? []) {
    parts.broken.delete(`segment ${key}`);
    if (parts.segments.delete(key)) segments.add(key);
  }
  for (const key of update.removed.flags) {
    parts.broken.delete(`flag ${key}`);
    if (parts.flags.delete(key)) flags.add(key);
  }
  const next = finish(parts);
  return { ruleset: next, changed: dependants(next, flags, segments) };
}
