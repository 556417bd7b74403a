import type { Flag, FlagPatch } from "../api/types.ts";

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

function asFlag({ lifetime, expectedRemoval, name, description, owner, ...rest }: Facts): FlagPatch {
  return {
    ...rest,
    name: name.trim(),
    description: description.trim(),
    owner: owner.trim(),
    lifetime: { kind: lifetime, ...(lifetime === "temporary" && expectedRemoval ? { expectedRemoval } : {}) },
  };
}
