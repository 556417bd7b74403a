import { type CompileTest, readValues } from "./operator.ts";
import { compareVersions, parseVersion, type Version } from "./version.ts";
import { parseRange, satisfies } from "./version-range.ts";

const comparing =
  (compare: (order: number) => boolean): CompileTest =>
  (operands) => {
    const values = readValues(operands, "a semantic version", parseVersion);
    return (attribute) => {
      const version = parseVersion(attribute);
      if (version === undefined) return undefined;
      for (let i = 0; i < values.length; i++) if (compare(compareVersions(version, values[i] as Version))) return true;
      return false;
    };
  };

export const semverEquals = comparing((order) => order === 0);
export const semverLessThan = comparing((order) => order < 0);
export const semverLessThanOrEqual = comparing((order) => order <= 0);
export const semverGreaterThan = comparing((order) => order > 0);
export const semverGreaterThanOrEqual = comparing((order) => order >= 0);

export const semverInRange: CompileTest = (operands) => {
  const ranges = readValues(operands, "a version range such as ^1.2, ~1.2.3 or >=1 <3", parseRange);
  return (attribute) => {
    const version = parseVersion(attribute);
    return version && ranges.some((range) => satisfies(version, range));
  };
};
