import type { Operator } from "../flag.ts";
import { includesAll, includesAny, includesNone } from "./array.ts";
import { equals } from "./equals.ts";
import { inCidr } from "./network.ts";
import { between, greaterThan, greaterThanOrEqual, lessThan, lessThanOrEqual } from "./number.ts";
import type { CompileTest } from "./operator.ts";
import {
  semverEquals,
  semverGreaterThan,
  semverGreaterThanOrEqual,
  semverInRange,
  semverLessThan,
  semverLessThanOrEqual,
} from "./semver.ts";
import { contains, endsWith, matches, startsWith } from "./string.ts";
import { after, before } from "./time.ts";

/** Operators that compare an attribute with values. */
type Comparing = Exclude<Operator, "exists" | "inSegment" | "notInSegment" | "flagIs">;

const comparing: Record<Comparing, CompileTest> = {
  equals,
  startsWith,
  endsWith,
  contains,
  matches,
  lessThan,
  lessThanOrEqual,
  greaterThan,
  greaterThanOrEqual,
  between,
  semverEquals,
  semverLessThan,
  semverLessThanOrEqual,
  semverGreaterThan,
  semverGreaterThanOrEqual,
  semverInRange,
  before,
  after,
  includesAny,
  includesAll,
  includesNone,
  inCidr,
};

const byName: ReadonlyMap<string, CompileTest> = new Map(Object.entries(comparing));

/** Undefined for the operators that are not about comparing an attribute, and for unknown ones. */
export function testCompiler(operator: string): CompileTest | undefined {
  return byName.get(operator);
}

export const OPERATORS: readonly string[] = [...byName.keys(), "exists", "inSegment", "notInSegment", "flagIs"];
