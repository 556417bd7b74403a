import type { JsonValue } from "@switchyard/core";
import type { Advice } from "./advice.ts";

/** Values by flag key that stand in for every answer, for local work. */
export type Overrides = Readonly<Record<string, JsonValue>>;

/** From the option, and over it from `SWITCHYARD_OVERRIDES`; says that there are some, since they hide what people set. */
export function readOverrides(option: Overrides | undefined, advice: Advice): ReadonlyMap<string, JsonValue> {
  const overrides = new Map([...entriesOf(option, "`overrides`", advice), ...fromEnvironment(advice)]);
  if (overrides.size > 0)
    advice.say("warn", `overridden here, whatever the server says: ${[...overrides.keys()].join(", ")}`);
  return overrides;
}

function fromEnvironment(advice: Advice): [string, JsonValue][] {
  const text = process.env.SWITCHYARD_OVERRIDES;
  if (!text) return [];
  try {
    return entriesOf(JSON.parse(text), "SWITCHYARD_OVERRIDES", advice);
  } catch {
    return entriesOf(text as never, "SWITCHYARD_OVERRIDES", advice);
  }
}

function entriesOf(value: unknown, name: string, advice: Advice): [string, JsonValue][] {
  if (value === undefined) return [];
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return Object.entries(value);
  advice.say("error", `${name} must be an object such as {"checkout-v2": true}; nothing is overridden`);
  return [];
}
