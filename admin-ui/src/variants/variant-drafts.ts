import type { FlagType, JsonValue, Variant } from "@switchyard/core";

/** A variant while it is typed: its value may not be one yet. */
export interface VariantDraft {
  key: string;
  name: string;
  text: string;
}

const KEY = /^[a-z0-9][a-z0-9._-]{0,99}$/;

export const toDraft = ({ key, name = "", value }: Variant): VariantDraft => ({
  key,
  name,
  text: typeof value === "string" ? value : JSON.stringify(value, null, typeof value === "object" ? 2 : 0),
});

/** The value that was typed, or `undefined` when it is none of the flag's type. */
export function readValue(type: FlagType, text: string): JsonValue | undefined {
  if (type === "string") return text;
  try {
    const value = JSON.parse(text) as JsonValue;
    const isObject = typeof value === "object" && value !== null;
    return (type === "object" ? isObject : typeof value === type) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What is wrong with one of them: in its key, or in its value. */
export function draftProblem(
  type: FlagType,
  drafts: readonly VariantDraft[],
  index: number,
): { key?: string; text?: string } {
  const draft = drafts[index];
  if (!draft) return {};
  const found: { key?: string; text?: string } = {};
  if (!KEY.test(draft.key)) {
    found.key =
      draft.key === "" ? "is needed" : "may have a-z, 0-9, “.”, “_” and “-”, and begins with a letter or a digit";
  } else if (drafts.some(({ key }, other) => other < index && key === draft.key)) {
    found.key = "is the key of another variant";
  }
  if (readValue(type, draft.text) === undefined) found.text = VALUE_RULES[type];
  return found;
}

const VALUE_RULES: Record<FlagType, string> = {
  boolean: "must be true or false",
  string: "must be text",
  number: "must be a number, such as 42 or 0.5",
  object: 'must be a JSON object or list, such as { "columns": 2 }',
};

/** Whether all of them can be saved. */
export const areWhole = (type: FlagType, drafts: readonly VariantDraft[]): boolean =>
  drafts.length >= 2 && drafts.every((_, index) => Object.keys(draftProblem(type, drafts, index)).length === 0);

export const toVariants = (type: FlagType, drafts: readonly VariantDraft[]): Variant[] =>
  drafts.map(({ key, name, text }) => ({
    key,
    value: readValue(type, text) ?? null,
    ...(name.trim() === "" ? {} : { name: name.trim() }),
  }));

/** Two variants to begin with; the first is the safe one. */
export const firstDrafts = (type: FlagType): VariantDraft[] =>
  ["a", "b"].map((key, index) => ({
    key,
    name: "",
    text: type === "object" ? "{}" : type === "number" ? String(index) : "",
  }));
