import type { FlagData, SegmentData } from "../flag.ts";
import { compileRuleset, type RulesetOptions } from "../ruleset.ts";
import { compileFlag } from "./compile-flag.ts";
import { compileSegment } from "./compile-segment.ts";
import type { CompiledFlag, CompiledSegment, Reference, Ruleset } from "./compiled.ts";
import { findCircle, type World } from "./graph.ts";
import { DEEPEST, findLimits, MOST_ASKED } from "./limits.ts";
import { type Problem, Problems, show } from "./problem.ts";
import type { WorldData } from "./uses.ts";

const KEY = /^[a-z0-9][a-z0-9._-]{0,99}$/;

interface CompiledWorld {
  flags: ReadonlyMap<string, CompiledFlag>;
  segments: ReadonlyMap<string, CompiledSegment>;
  /** Keys of the segments that exist, readable or not. */
  segmentKeys: ReadonlySet<string>;
}

/** What flags and segments were compiled to; they are never changed, and come again for each that is checked against them. */
const compiledBefore = new WeakMap<object, { regex: RulesetOptions["regex"]; parts: Ruleset }>();

function compileAlone(kind: "flags" | "segments", raw: FlagData | SegmentData, options: RulesetOptions): Ruleset {
  const isObject = typeof raw === "object" && raw !== null;
  const before = isObject ? compiledBefore.get(raw) : undefined;
  if (before !== undefined && before.regex === options.regex) return before.parts;
  const parts = compileRuleset({ flags: [], segments: [], [kind]: [raw] }, options);
  if (isObject) compiledBefore.set(raw, { regex: options.regex, parts });
  return parts;
}

function compileWorld(world: WorldData, options: RulesetOptions): CompiledWorld {
  const flags = new Map<string, CompiledFlag>();
  const segments = new Map<string, CompiledSegment>();
  for (const raw of world.flags) {
    for (const [key, flag] of compileAlone("flags", raw, options).flags) flags.set(key, flag);
  }
  for (const raw of world.segments) {
    for (const [key, segment] of compileAlone("segments", raw, options).segments) segments.set(key, segment);
  }
  return { flags, segments, segmentKeys: new Set(world.segments.map(({ key }) => key)) };
}

function checkKey(key: unknown, problems: Problems): void {
  if (typeof key === "string" && KEY.test(key)) return;
  problems.add(
    "key",
    `must be 1 to 100 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit, received ${show(key)}`,
  );
}

function variantKeys(flag: CompiledFlag): Set<unknown> {
  const { variants } = flag.source;
  return new Set(Array.isArray(variants) ? variants.map((variant) => variant?.key) : []);
}

function checkReferences(references: readonly Reference[], world: CompiledWorld, problems: Problems): void {
  for (const { kind, key, variants, path } of references) {
    if (kind === "segment") {
      if (!world.segmentKeys.has(key)) problems.add(path, `there is no segment ${show(key)}`);
      continue;
    }
    const flag = world.flags.get(key);
    if (flag === undefined) {
      problems.add(path, `there is no flag ${show(key)}, or it is archived`);
      continue;
    }
    const known = variantKeys(flag);
    for (const variant of variants) {
      if (!known.has(variant)) problems.add(path, `${show(variant)} is not a variant of flag ${show(key)}`);
    }
  }
}

function checkCircle(node: CompiledFlag | CompiledSegment, world: World, problems: Problems): void {
  const circle = findCircle(world, node);
  if (circle === undefined) return;
  const way = [node.key, ...circle.map(({ key }) => key)].map(show).join(" → ");
  problems.add(circle[0]?.path ?? "", `leads in a circle: ${way}`);
}

/** Nobody may be pushed over the limits, whoever is saved. */
function checkLimits(before: World, after: World, problems: Problems): void {
  const old = new Set([...findLimits(before).tooFar].map(({ key }) => key));
  for (const { key } of findLimits(after).tooFar) {
    if (old.has(key)) continue;
    problems.add("", `${show(key)} would lean on too many flags: at most ${DEEPEST} in a row and ${MOST_ASKED} in all`);
  }
}

/**
 * Everything for which a flag must not be saved, in the order in which evaluation would meet it.
 * @param flag untrusted, whole, with its configuration in one environment
 * @param world the other flags (archived ones left out) and the segments; an older state of `flag` may be among them
 */
export function findProblems(flag: FlagData, world: WorldData, options: RulesetOptions = {}): Problem[] {
  const problems = new Problems(true);
  const compiled = compileFlag(flag, { ...options, strict: true });
  checkKey(compiled.flag.key, problems);
  const others = compileWorld(world, options);
  const all = { ...others, flags: new Map(others.flags).set(compiled.flag.key, compiled.flag) };
  checkReferences(compiled.flag.references, all, problems);
  checkCircle(compiled.flag, all, problems);
  checkLimits(others, all, problems);
  return [...compiled.problems, ...problems.list];
}

/** As {@link findProblems}, for a segment. */
export function findSegmentProblems(segment: SegmentData, world: WorldData, options: RulesetOptions = {}): Problem[] {
  const problems = new Problems(true);
  const compiled = compileSegment(segment, { ...options, strict: true });
  checkKey(compiled.segment.key, problems);
  const others = compileWorld(world, options);
  const all = {
    flags: others.flags,
    segments: new Map(others.segments).set(compiled.segment.key, compiled.segment),
    segmentKeys: new Set(others.segmentKeys).add(compiled.segment.key),
  };
  checkReferences(compiled.segment.references, all, problems);
  checkCircle(compiled.segment, all, problems);
  checkLimits(others, all, problems);
  return [...compiled.problems, ...problems.list];
}
