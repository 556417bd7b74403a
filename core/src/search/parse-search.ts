import { isTermName, TERMS, type TermName, valuesOf } from "./terms.ts";

interface Parts {
  words: string[];
  terms: Partial<Record<TermName, string[]>>;
}

/** A search of the flags list: every word and every term must hold; a term given twice holds for either value. */
export interface Search extends Parts {
  /** What was written with a minus before it: none of it may hold. */
  without: Parts;
  /** What could not be understood, in order. Such parts are in neither of the others. */
  problems: SearchProblem[];
}

export interface SearchProblem {
  /** The part as it was written. */
  part: string;
  message: string;
}

/** A word, a `name:value` or a phrase in quotes, each perhaps after a minus; a quote that is not closed goes on to the end. */
const PART = /(-?)(?:([a-z]+):(?=\s|$)|(?:([a-z]+):)?(?:"([^"]*)(?:"|$)|([^\s"]+)))/gi;

/** Reads a search. It never fails: what is wrong with it is in `problems`. */
export function parseSearch(text: string): Search {
  const search: Search = { words: [], terms: {}, without: { words: [], terms: {} }, problems: [] };
  for (const [part, minus, empty, before, phrase, word] of text.matchAll(PART)) {
    const name = (before ?? empty)?.toLowerCase();
    const value = phrase ?? word ?? "";
    if (name === undefined) {
      if (value !== "") (minus ? search.without : search).words.push(value);
    } else if (minus && name === "env") {
      const message = `env: says where state: looks, so it can’t be left out: write env:… -state:… instead of ${part}`;
      search.problems.push({ part, message });
    } else {
      readTerm(search.problems, minus ? search.without : search, part, name, value);
    }
  }
  return search;
}

function readTerm(problems: SearchProblem[], into: Parts, part: string, name: string, value: string): void {
  const complain = (message: string) => problems.push({ part, message });
  if (!isTermName(name)) {
    complain(
      `There is no ${name}: to search by, only ${Object.keys(TERMS).join(", ")}. Put it in quotes to search for the words`,
    );
    return;
  }
  const allowed = valuesOf(name);
  if (value === "") {
    complain(`${name}: needs a value, such as ${name}:${TERMS[name].example}`);
  } else if (allowed && !allowed.includes(value.toLowerCase())) {
    complain(`${name}: takes ${allowed.join(", ")}, received ${JSON.stringify(value)}`);
  } else {
    into.terms[name] = [...(into.terms[name] ?? []), allowed ? value.toLowerCase() : value];
  }
}
