import type { FlagType, JsonValue } from "../flag.ts";
import { frozenCopy } from "../json.ts";
import type { Tally } from "./compiled.ts";
import { asList, asObject, asText } from "./fields.ts";
import type { CompiledVariant } from "./outcome.ts";
import { type Problems, show } from "./problem.ts";

export interface Variants {
  /** Finds a variant by key and notes the use, or reports that there is none. */
  variant(key: unknown, path: string): CompiledVariant | undefined;
  uses: { variant: string; path: string }[];
  tallies: Tally[];
}

const FEWEST = 2;
const MOST = 50;

/** Of a flag whose type is unknown any value may be. */
function isOfType(value: unknown, type: FlagType | undefined): boolean {
  if (type === undefined) return true;
  return type === "object" ? typeof value === "object" && value !== null : typeof value === type;
}

function compileValue(
  raw: unknown,
  type: FlagType | undefined,
  path: string,
  problems: Problems,
): JsonValue | undefined {
  if (!isOfType(raw, type)) return problems.add(path, `must be of the flag's type ${type}, received ${show(raw)}`);
  try {
    return frozenCopy(raw);
  } catch (error) {
    return problems.add(path, error instanceof Error ? error.message : "can't be read");
  }
}

function checkBoolean(variants: ReadonlyMap<string, CompiledVariant>, problems: Problems): void {
  if (variants.size !== 2 || variants.get("on")?.value !== true || variants.get("off")?.value !== false) {
    const received = [...variants.values()].map(({ key, value }) => `${key}=${value}`).join(", ");
    problems.addStrict("variants", `a boolean flag has exactly on=true and off=false, received ${received || "none"}`);
  }
}

/** Reads a flag's variants. */
export function compileVariants(raw: unknown, type: FlagType | undefined, problems: Problems): Variants {
  const found = problems.list.length;
  const variants = new Map<string, CompiledVariant>();
  const entries = asList(raw, "variants", problems);
  entries.forEach((entry, index) => {
    const path = `variants[${index}]`;
    const fields = asObject(entry, path, problems);
    const key = fields && asText(fields.key, `${path}.key`, problems);
    if (fields === undefined || key === undefined) return;
    if (variants.has(key)) problems.add(`${path}.key`, `${show(key)} is the key of another variant`);
    const value = compileValue(fields.value, type, `${path}.value`, problems);
    if (value !== undefined) variants.set(key, { key, value, tally: { variant: key, count: 0 } });
  });
  if (entries.length < FEWEST || entries.length > MOST) {
    problems.addStrict("variants", `a flag has ${FEWEST} to ${MOST} variants, received ${entries.length}`);
  }
  if (type === "boolean" && problems.list.length === found) checkBoolean(variants, problems);

  const uses: Variants["uses"] = [];
  return {
    uses,
    tallies: [...[...variants.values()].map(({ tally }) => tally), { variant: null, count: 0 }],
    variant(key, path) {
      const variant = typeof key === "string" ? variants.get(key) : undefined;
      if (variant === undefined) return problems.add(path, `${show(key)} is not a variant of this flag`);
      uses.push({ variant: variant.key, path });
      return variant;
    },
  };
}
