import fc from "fast-check";
import semver from "semver";
import { describe, expect, it, vi } from "vitest";
import { compareVersions, parseVersion, type Version } from "./version.ts";
import { parseRange, satisfies, type VersionRange } from "./version-range.ts";

// Takes a second, but a busy machine makes it many.
vi.setConfig({ testTimeout: 60_000 });

// The oracle is the semver package. It reads whole versions only, so only those are compared.

const number = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 1000 })).map(String);
const identifier = fc.oneof(number, fc.constantFrom("alpha", "beta", "rc", "0a", "-", "x-1", "A"));
const prerelease = fc.array(identifier, { minLength: 1, maxLength: 3 }).map((parts) => `-${parts.join(".")}`);
const build = fc.constantFrom("", "+7", "+build.1-x");
const core = fc.tuple(number, number, number).map((parts) => parts.join("."));
const version = fc.tuple(core, fc.option(prerelease, { nil: "" }), build).map((parts) => parts.join(""));

const wildcard = fc.constantFrom("x", "*", "X");
const partial = fc.oneof(
  version,
  number,
  fc.tuple(number, number).map((parts) => parts.join(".")),
  fc.tuple(number, wildcard).map((parts) => parts.join(".")),
  fc.tuple(number, number, wildcard).map((parts) => parts.join(".")),
);
const comparator = fc
  .tuple(fc.constantFrom("", "^", "~", ">", ">=", "<", "<=", "="), partial)
  .map((parts) => parts.join(""));
const alternative = fc.array(comparator, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(" "));
const range = fc.array(alternative, { minLength: 1, maxLength: 2 }).map((parts) => parts.join(" || "));

describe("versions", () => {
  it("compare as the semver package compares", () => {
    const agree = fc.property(version, version, (a, b) => {
      const order = compareVersions(parseVersion(a) as Version, parseVersion(b) as Version);
      expect(Math.sign(order)).toBe(semver.compare(a, b));
    });
    fc.assert(agree, { numRuns: 20_000, seed: 5 });
  });

  it("are read exactly when the semver package reads them, if they have three parts", () => {
    const noise = fc.string({ unit: fc.constantFrom(..."01v.-+aX "), maxLength: 10 });
    const any = fc.oneof(
      noise,
      fc.tuple(version, noise).map((parts) => parts.join("")),
    );
    const agree = fc.property(any, (text) => {
      const isWhole = /^v?\d+\.\d+\.\d+/.test(text) && text === text.trim();
      if (isWhole) expect(parseVersion(text) !== undefined, text).toBe(semver.valid(text) !== null);
    });
    fc.assert(agree, { numRuns: 20_000, seed: 6 });
  });

  it("remember what they read, right and wrong", () => {
    for (let i = 0; i < 2000; i++) {
      expect(parseVersion(`1.${i % 700}.0`)?.core).toEqual([1, i % 700, 0]);
      expect(parseVersion(`1.${i % 700}.`)).toBeUndefined();
    }
  });
});

describe("ranges", () => {
  it("hold what the semver package says they hold with prereleases included", () => {
    const agree = fc.property(range, version, (text, one) => {
      const found = satisfies(parseVersion(one) as Version, parseRange(text) as VersionRange);
      expect(found, `${one} in ${text}`).toBe(semver.satisfies(one, text, { includePrerelease: true }));
    });
    fc.assert(agree, { numRuns: 8000, seed: 7 });
  });

  it.each(["", " ", "banana", "^", ">=", "1.2.3.4", "1.x.3", "1 - 2", "||", "1 ||", "^1.2-beta", ">01", "1,2"])(
    "%j is refused",
    (text) => {
      expect(parseRange(text)).toBeUndefined();
    },
  );
});
