import type { Applied, Values } from "./sdk-process.ts";

// What must hold of what SDKs applied, whatever happened to them. Each function gives what is wrong, in words; nothing
// when all is well.

/** No version is smaller than the one before it; a new epoch counts anew. */
export function stepsBack(applied: readonly Applied[]): string[] {
  return applied.flatMap(({ epoch, version }, index) => {
    const before = applied[index - 1];
    const isBack = before !== undefined && before.epoch === epoch && before.version > version;
    return isBack ? [`version ${before.version} and then ${version}`] : [];
  });
}

/** A flag that was gone stays gone, and only an archived one goes. Keys are never used twice here. */
export function returns(applied: readonly Applied[], archived: ReadonlySet<string>): string[] {
  const gone = new Set<string>();
  return applied.flatMap(({ version, values }) =>
    Object.entries(values).flatMap(([key, value]) => {
      if (value !== null) return gone.has(key) ? [`${key} came back with version ${version}`] : [];
      gone.add(key);
      return archived.has(key) ? [] : [`${key} went with version ${version}, though nobody archived it`];
    }),
  );
}

/** Who evaluates with the same version gives the same answers, whatever way led there. */
export function disagreements(histories: readonly (readonly Applied[])[]): string[] {
  const known = new Map<number, string>();
  return histories.flatMap((applied) => {
    const now = new Map<string, unknown>();
    const states = new Map<number, string>();
    for (const { version, values } of applied) {
      for (const [key, value] of Object.entries(values)) {
        if (value === null) now.delete(key);
        else now.set(key, value);
      }
      states.set(version, JSON.stringify([...now].sort()));
    }
    return [...states].flatMap(([version, state]) => {
      const other = known.get(version) ?? state;
      known.set(version, other);
      return other === state ? [] : [`version ${version} is ${other} here and ${state} there`];
    });
  });
}

/** Everything that was acknowledged is there, and nothing else but what may have been committed without an answer. */
export function missing(values: Values, possible: ReadonlyMap<string, readonly unknown[]>): string[] {
  return [...possible].flatMap(([key, allowed]) =>
    allowed.includes(values[key]) ? [] : [`${key} must be ${allowed.join(" or ")}, received ${values[key]}`],
  );
}
