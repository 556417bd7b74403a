// How attributes of an evaluation context are found.

/** The names on the way to an attribute: `org.plan` is `["org", "plan"]`. */
export type AttributePath = readonly string[];

/** What a condition can be asked about: everything JSON carries except null, which counts as missing. */
export type Known = string | number | boolean | object;

/** Splits at dots; `\.` is a dot that belongs to the name. Any other backslash is a plain character. */
export function parsePath(text: string): AttributePath {
  const path: string[] = [];
  let name = "";
  for (let i = 0; i < text.length; i++) {
    if (text[i] === ".") {
      path.push(name);
      name = "";
    } else {
      if (text[i] === "\\" && text[i + 1] === ".") i++;
      name += text[i];
    }
  }
  return [...path, name];
}

/**
 * Reads an own property at a path, through objects but not through arrays.
 * Never throws, whatever the context is: what can't be read, and what JSON can't carry, is missing.
 */
export function readAttribute(context: unknown, path: AttributePath): Known | undefined {
  try {
    let value = context;
    for (let i = 0; i < path.length; i++) {
      const name = path[i] as string;
      if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) return;
      value = (value as Record<string, unknown>)[name];
    }
    if (typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The string form under which a value is bucketed and listed. Empty strings and anything but a scalar are missing. */
export function keyForm(value: Known | undefined): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/**
 * The string form of `targetingKey`, for rollouts, targets and the key lists of segments. As {@link readAttribute} with
 * this path, but three times as fast, because the name is known beforehand.
 */
export function targetingKeyOf(context: unknown): string | undefined {
  try {
    if (typeof context !== "object" || context === null || Array.isArray(context)) return;
    const value = (context as { targetingKey?: unknown }).targetingKey;
    if (value === undefined || !Object.hasOwn(context, "targetingKey")) return;
    if (typeof value === "number" && !Number.isFinite(value)) return;
    return keyForm(value as Known);
  } catch {
    return undefined;
  }
}
