const KEY = /^[a-z0-9][a-z0-9._-]{0,99}$/;
const ALLOWED = /^[a-z0-9._-]+$/;

/** A key made of a name: "Neue Kasse für Größen!" → "neue-kasse-fur-grossen". Empty when nothing fits. */
export function suggestKey(name: string): string {
  return name
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/['’]/g, "")
    .replace(/[^a-z0-9._]+/g, "-")
    .replace(/^[^a-z0-9]+/, "")
    .slice(0, 100)
    .replace(/[-._]+$/, "");
}

const NONE: ReadonlySet<string> = new Set();

/**
 * What is wrong with a key, or `null`.
 *
 * @param taken keys that are in use, as far as they are known here; the server knows all
 * @param what the key is for
 */
export function keyProblem(key: string, taken: ReadonlySet<string> = NONE, what = "flag"): string | null {
  if (key === "") return `A key is needed: code and scripts name the ${what} by it.`;
  if (taken.has(key)) return `There is already ${/^[aeiou]/.test(what) ? "an" : "a"} ${what} ${key}.`;
  if (KEY.test(key)) return null;
  if (key.length > 100) return `A key has at most 100 characters; this one has ${key.length}.`;
  const wrong = [...key].find((character) => !ALLOWED.test(character));
  if (wrong === " ") return "A key has no spaces; use “-”.";
  if (wrong !== undefined) return `“${wrong}” can’t be in a key: use a–z, 0–9, “.”, “_” and “-”.`;
  return "A key begins with a letter or a digit.";
}
