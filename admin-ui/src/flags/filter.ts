import type { Flag } from "../api/types.ts";

type Searched = Pick<Flag, "key" | "name" | "description" | "tags" | "archived">;

/** Every word must occur in the key, the name, the description or a tag; best matches first, then by key. */
export function filterFlags<F extends Searched>(flags: readonly F[], search: string, archived: boolean): F[] {
  const words = fold(search).split(/\s+/).filter(Boolean);
  const rank = ({ key, name }: F) => (words.every((word) => `${fold(key)} ${fold(name)}`.includes(word)) ? 0 : 1);
  return flags
    .filter((flag) => flag.archived === archived && words.every((word) => haystack(flag).includes(word)))
    .sort((a, b) => rank(a) - rank(b) || a.key.localeCompare(b.key));
}

function haystack({ key, name, description, tags }: Searched): string {
  return fold([key, name, description, ...tags].join("\n"));
}

/** So that "grosse" finds "Größe". */
function fold(text: string): string {
  return text
    .toLowerCase()
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "");
}
