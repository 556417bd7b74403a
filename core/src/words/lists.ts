/** "a", "a or b", "a, b or c". */
export function list(items: readonly string[], word: "and" | "or" | "nor"): string {
  const last = items.at(-1);
  if (last === undefined) return "";
  return items.length === 1 ? last : `${items.slice(0, -1).join(", ")} ${word} ${last}`;
}

/** Like {@link list}, but names only the first few and counts the rest. */
export function shortList(items: readonly string[], word: "and" | "or" | "nor", most = 3): string {
  if (items.length <= most) return list(items, word);
  const rest = items.length - most;
  return `${items.slice(0, most).join(", ")} ${word} ${rest} ${rest === 1 ? "other" : "others"}`;
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Someone else's word inside our sentence: isolated when it runs right to left, quoted when it has spaces or is empty. */
export function quoted(name: string): string {
  const visible = name === "" || /\s/.test(name) ? `“${name}”` : name;
  return RIGHT_TO_LEFT.test(name) ? `\u2068${visible}\u2069` : visible;
}
