import type { Flag, FlagPatch } from "../api/types.ts";
import type { Fact } from "../review/fact-diff.tsx";
import { dayWords } from "../words/time.ts";

/** What a form can hold of what a flag is in every environment alike. */
export interface Facts {
  name: string;
  description: string;
  tags: string[];
  owner: string;
  lifetime: "permanent" | "temporary";
  /** A date as in `2030-01-31`, or empty; of a temporary flag only. */
  expectedRemoval: string;
  clientSide: boolean;
}

type Described = Pick<Flag, "name" | "description" | "tags" | "owner" | "lifetime" | "clientSide">;

const WORDS: [field: keyof FlagPatch, words: string][] = [
  ["name", "name"],
  ["description", "description"],
  ["tags", "tags"],
  ["owner", "owner"],
  ["lifetime", "lifetime"],
  ["clientSide", "visibility for browsers"],
  ["variants", "variants"],
];

export function factsOf({ name, description, tags, owner, lifetime, clientSide }: Described): Facts {
  const expectedRemoval = lifetime.kind === "temporary" ? (lifetime.expectedRemoval ?? "") : "";
  return { name, description, tags, owner, lifetime: lifetime.kind, expectedRemoval, clientSide };
}

/** Only what differs, so that a save leaves alone what someone else edited meanwhile. */
export function patchOf(before: Facts, after: Facts): FlagPatch {
  const [was, is] = [asFlag(before), asFlag(after)];
  const changed = WORDS.filter(([field]) => JSON.stringify(was[field]) !== JSON.stringify(is[field]));
  return Object.fromEntries(changed.map(([field]) => [field, is[field]]));
}

/** The fields of a patch, as people call them. */
export function patchWords(patch: FlagPatch): string[] {
  return WORDS.filter(([field]) => field in patch).map(([, words]) => words);
}

/** What a field says, for people. */
const SAID: Partial<Record<keyof FlagPatch, (flag: FlagPatch) => string>> = {
  name: ({ name }) => name || "none",
  description: ({ description }) => description || "none",
  tags: ({ tags = [] }) => (tags.length === 0 ? "none" : tags.join(", ")),
  owner: ({ owner }) => owner || "nobody",
  lifetime: ({ lifetime }) =>
    lifetime?.kind === "temporary"
      ? `temporary, ${lifetime.expectedRemoval ? `to be removed by ${dayWords(lifetime.expectedRemoval)}` : "without a date"}`
      : "permanent",
  clientSide: ({ clientSide }) => (clientSide ? "browsers receive its key and their answer" : "no browser hears of it"),
};

/** What an edit changes, each field with what it says before and after. */
export function factChanges(before: Facts, after: Facts): Fact[] {
  return patchChanges(asFlag(before), patchOf(before, after));
}

/** The same of what a patch replaces; fields that are no words, such as variants, are left out. */
export function patchChanges(was: FlagPatch, patch: FlagPatch): Fact[] {
  return WORDS.flatMap(([field, words]) => {
    const say = SAID[field];
    if (!say || !(field in patch)) return [];
    return [{ label: words.charAt(0).toUpperCase() + words.slice(1), before: say(was), after: say(patch) }];
  });
}

/** Whether applications get something else, or only people. */
export const reachesApplications = (patch: FlagPatch): boolean => "clientSide" in patch || "variants" in patch;

function asFlag({ lifetime, expectedRemoval, name, description, owner, ...rest }: Facts): FlagPatch {
  return {
    ...rest,
    name: name.trim(),
    description: description.trim(),
    owner: owner.trim(),
    lifetime: { kind: lifetime, ...(lifetime === "temporary" && expectedRemoval ? { expectedRemoval } : {}) },
  };
}
