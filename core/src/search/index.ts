// The grammar of the flags list's search: read by the server, which answers it, and by the admin UI, which hints at it.
export { environmentNamed } from "./environment-named.ts";
export { parseSearch, type Search, type SearchProblem } from "./parse-search.ts";
export { TERMS, type TermName, termHints } from "./terms.ts";
