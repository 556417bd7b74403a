/** A semantic version (semver.org 2.0.0); build metadata has no precedence and is dropped. */
export interface Version {
  /** Major, minor, patch. */
  core: readonly [number, number, number];
  prerelease: readonly string[];
}

/** A version in a range may leave out parts, or write them as `x` or `*`. */
export interface PartialVersion {
  core: readonly (number | undefined)[];
  prerelease: readonly string[];
}

const NUMBER = "0|[1-9]\\d*";
const IDENTIFIER = `(?:${NUMBER}|\\d*[a-zA-Z-][a-zA-Z0-9-]*)`;
const TAIL = `(?:-(${IDENTIFIER}(?:\\.${IDENTIFIER})*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`;
const VERSION = new RegExp(`^[vV]?(${NUMBER})(?:\\.(${NUMBER}))?(?:\\.(${NUMBER}))?${TAIL}`);
const PART = `(${NUMBER}|[xX*])`;
const PARTIAL = new RegExp(`^[vV]?${PART}(?:\\.${PART})?(?:\\.${PART})?${TAIL}`);

/** Longer texts are no versions: what is unbounded can be made slow. */
const LONGEST = 256;

function parse(pattern: RegExp, value: unknown): PartialVersion | undefined {
  const match = typeof value === "string" && value.length <= LONGEST ? pattern.exec(value) : null;
  if (match === null) return undefined;
  const core = [match[1], match[2], match[3]].map((part) =>
    part === undefined || /^[xX*]$/.test(part) ? undefined : Number(part),
  );
  if (core.some((part) => part !== undefined && part > Number.MAX_SAFE_INTEGER)) return undefined;
  return { core, prerelease: match[4]?.split(".") ?? [] };
}

function readVersion(value: string): Version | undefined {
  const version = parse(VERSION, value);
  if (version === undefined) return undefined;
  const [major = 0, minor = 0, patch = 0] = version.core;
  return { core: [major, minor, patch], prerelease: version.prerelease };
}

/** Versions that were read before. Applications have few; whoever sends many different ones only starts it anew. */
const known = new Map<string, Version | undefined>();
const MOST_KNOWN = 500;

/** Reads a version; a leading `v` is tolerated, and missing parts are 0. */
export function parseVersion(value: unknown): Version | undefined {
  if (typeof value !== "string" || value.length > LONGEST) return undefined;
  const before = known.get(value);
  if (before !== undefined || known.has(value)) return before;
  const version = readVersion(value);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(value, version);
  return version;
}

export function parsePartial(value: unknown): PartialVersion | undefined {
  return parse(PARTIAL, value);
}

function compareIdentifiers(a: string, b: string): number {
  const aIsNumber = /^\d+$/.test(a);
  const bIsNumber = /^\d+$/.test(b);
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  // Numbers have no leading zeros, so the longer one is greater, however long.
  if (aIsNumber && a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Precedence by semver.org, section 11: negative when `a` comes first, 0 when they are equal. */
export function compareVersions(a: Version, b: Version): number {
  for (let i = 0; i < 3; i++) {
    const difference = (a.core[i] as number) - (b.core[i] as number);
    if (difference !== 0) return difference;
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0) return b.prerelease.length - a.prerelease.length;
  for (let i = 0; i < Math.min(a.prerelease.length, b.prerelease.length); i++) {
    const order = compareIdentifiers(a.prerelease[i] as string, b.prerelease[i] as string);
    if (order !== 0) return order;
  }
  return a.prerelease.length - b.prerelease.length;
}
