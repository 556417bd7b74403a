import { compareVersions, type PartialVersion, parsePartial, type Version } from "./version.ts";

/** Every version with `from <= version < below`, where either may be absent. */
interface Interval {
  from?: Version | undefined;
  below?: Version | undefined;
}

/** Alternatives (`||`), each a list of intervals of which all must hold. */
export type VersionRange = readonly (readonly Interval[])[];

/** The least version of all that begin with these parts: `1.2.0-0` precedes every prerelease of 1.2.0. */
const least = (major: number, minor: number, patch: number): Version => ({
  core: [major, minor, patch],
  prerelease: ["0"],
});

/** The least version greater than this one, prereleases included. */
function next(version: Version): Version {
  const [major, minor, patch] = version.core;
  const { prerelease } = version;
  // After a release comes the next patch's first prerelease; after a prerelease comes the same with `.0` added.
  return prerelease.length === 0
    ? least(major, minor, patch + 1)
    : { core: version.core, prerelease: [...prerelease, "0"] };
}

/** The first version after all that begin with the parts which are given: 1.2.x is below 1.3.0-0. */
function after([major, minor, patch]: readonly (number | undefined)[]): Version | undefined {
  if (major === undefined) return undefined;
  if (minor === undefined) return least(major + 1, 0, 0);
  return patch === undefined ? least(major, minor + 1, 0) : least(major, minor, patch + 1);
}

function start({ core, prerelease }: PartialVersion): Version {
  const [major, minor, patch] = core;
  if (major === undefined) return least(0, 0, 0);
  if (minor === undefined) return least(major, 0, 0);
  if (patch === undefined) return least(major, minor, 0);
  return { core: [major, minor, patch], prerelease };
}

function caret(version: PartialVersion): Interval {
  const [major, minor, patch] = version.core;
  const from = start(version);
  if (major === undefined) return {};
  if (major > 0 || minor === undefined) return { from, below: least(major + 1, 0, 0) };
  if (minor > 0 || patch === undefined) return { from, below: least(0, minor + 1, 0) };
  return { from, below: least(0, 0, patch + 1) };
}

function tilde(version: PartialVersion): Interval {
  const [major, minor] = version.core;
  return major === undefined ? {} : { from: start(version), below: after([major, minor, undefined]) };
}

const NOTHING: Interval = { below: least(0, 0, 0) };

function interval(operator: string, version: PartialVersion): Interval {
  const full = version.core.every((part) => part !== undefined);
  const from = start(version);
  const anything = version.core[0] === undefined;
  switch (operator) {
    case "^":
      return caret(version);
    case "~":
      return tilde(version);
    case ">=":
      return anything ? {} : { from };
    case "<":
      return anything ? NOTHING : { below: from };
    case ">":
      return anything ? NOTHING : { from: full ? next(from) : after(version.core) };
    case "<=":
      return { below: full ? next(from) : after(version.core) };
    default:
      if (anything) return {};
      return { from, below: full ? next(from) : after(version.core) };
  }
}

const COMPARATOR = /^(\^|~|>=|<=|>|<|=|)(.+)$/;

function parseComparator(text: string): Interval | undefined {
  const match = COMPARATOR.exec(text);
  const version = match === null ? undefined : parsePartial(match[2]);
  if (match === null || version === undefined) return undefined;
  // "1.x.3" says nothing sensible: what comes after a missing part can't be given. Nor has "1.x-beta" a meaning.
  const firstMissing = version.core.indexOf(undefined);
  const isOpen = firstMissing >= 0;
  if (
    isOpen &&
    (version.core.slice(firstMissing).some((part) => part !== undefined) || version.prerelease.length > 0)
  ) {
    return undefined;
  }
  return interval(match[1] as string, version);
}

/**
 * Reads a range in the notation of npm: comparators (`^ ~ > >= < <= =`) side by side that must all hold, alternatives
 * after `||`, and partial versions (`1.2`, `1.x`, `*`) that stand for all that begin so.
 */
export function parseRange(value: unknown): VersionRange | undefined {
  if (typeof value !== "string" || value.trim() === "" || value.length > 256) return undefined;
  const alternatives: Interval[][] = [];
  for (const alternative of value.split("||")) {
    const parts = alternative
      .trim()
      .replace(/([\^~<>=])\s+/g, "$1")
      .split(/\s+/);
    const intervals: Interval[] = [];
    for (const part of parts) {
      const one = parseComparator(part);
      if (one === undefined) return undefined;
      intervals.push(one);
    }
    alternatives.push(intervals);
  }
  return alternatives;
}

/** By precedence alone: a prerelease lies in a range like any other version (npm's `includePrerelease`). */
export function satisfies(version: Version, range: VersionRange): boolean {
  return range.some((intervals) =>
    intervals.every(
      ({ from, below }) =>
        (from === undefined || compareVersions(version, from) >= 0) &&
        (below === undefined || compareVersions(version, below) < 0),
    ),
  );
}
