interface Term {
  /** What it asks for, for people. */
  meaning: string;
  /** All that it takes; without them, any text. */
  values?: readonly string[];
  example: string;
}

/** `name:value`, everything else in a search is a word. */
export const TERMS = {
  env: { meaning: "Environment that state: looks at", example: "production" },
  state: { meaning: "What it does now", values: ["on", "off", "killed", "ramping"], example: "ramping" },
  stage: { meaning: "New, or ready to be removed", values: ["new", "stale"], example: "stale" },
  owner: { meaning: "Who owns it; me is you", example: "me" },
  tag: { meaning: "A tag it carries", example: "checkout" },
  type: { meaning: "Type of its value", values: ["boolean", "string", "number", "object"], example: "boolean" },
} as const satisfies Record<string, Term>;

export type TermName = keyof typeof TERMS;

export const isTermName = (name: string): name is TermName => Object.hasOwn(TERMS, name);

export const valuesOf = (name: TermName): readonly string[] | undefined => (TERMS[name] as Term).values;

/**
 * How the last word of an unfinished search may go on, each as the whole word.
 *
 * @param known values of the project, such as its environments and tags
 */
export function termHints(search: string, known: Partial<Record<TermName, readonly string[]>> = {}): string[] {
  const [, minus = "", last = ""] = /(?:^|\s)(-?)([^\s"]*)$/.exec(search) ?? [];
  const colon = last.indexOf(":");
  if (colon < 0) return Object.keys(TERMS).flatMap((name) => (name.startsWith(last) ? [`${minus}${name}:`] : []));
  const name = last.slice(0, colon);
  if (!isTermName(name)) return [];
  const typed = last.slice(colon + 1).toLowerCase();
  const values = known[name] ?? valuesOf(name) ?? [];
  return values
    .filter((value) => value.toLowerCase().startsWith(typed) && value.toLowerCase() !== typed)
    .map((value) => `${minus}${name}:${/\s/.test(value) ? JSON.stringify(value) : value}`);
}
