import type { FlagData, FlagType, JsonValue, SegmentData } from "@switchyard/core";

/** Flags and segments as a server has them, such as what `GET /v1/snapshot` answers. */
export interface TestRuleset {
  flags: readonly FlagData[];
  segments?: readonly SegmentData[];
}

/**
 * A flag that gives everyone this value.
 *
 * @param known the flag that it stands in for, whose variant is named where it has one of this value
 * @throws TypeError when JSON has no such value, or the known flag is of another type
 */
export function fixedFlag(key: string, value: JsonValue, known?: FlagData): FlagData {
  const type = typeOf(key, value);
  if (known && known.type !== type) {
    throw new TypeError(
      `flag \`${key}\` is a ${known.type} in the ruleset, received a ${type}: ${JSON.stringify(value)}`,
    );
  }
  const text = JSON.stringify(value);
  const variant = known?.variants.find((one) => JSON.stringify(one.value) === text)?.key ?? nameOf(value);
  return {
    key,
    type,
    variants: [{ key: variant, value }],
    salt: "testing",
    enabled: true,
    offVariant: variant,
    prerequisites: [],
    targets: [],
    rules: [],
    fallthrough: { variant },
    clientSide: known?.clientSide ?? true,
  };
}

const TYPES: readonly string[] = ["boolean", "string", "number", "object"] satisfies FlagType[];

function typeOf(key: string, value: unknown): FlagType {
  const type = typeof value;
  if (TYPES.includes(type) && (type !== "number" || Number.isFinite(value))) return type as FlagType;
  throw new TypeError(`flag \`${key}\` must be given a value that JSON has, received ${String(value)}`);
}

const nameOf = (value: JsonValue) => (typeof value === "boolean" ? (value ? "on" : "off") : "given");
