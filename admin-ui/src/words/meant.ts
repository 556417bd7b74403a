import { nearest } from "@switchyard/core";

interface Named {
  key: string;
  name: string;
}

const MOST = 5;

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** Those that were probably meant where no search finds any: every word is in the key or the name, or nearly is. */
export function meant<T extends Named>(words: readonly string[], all: readonly T[]): T[] {
  const wanted = words.flatMap(wordsOf);
  if (wanted.length === 0) return [];
  return all
    .filter(({ key, name }) => {
      const there = wordsOf(`${key} ${name}`);
      return wanted.every((word) => there.some((one) => one.includes(word)) || nearest(word, there) !== undefined);
    })
    .slice(0, MOST);
}
