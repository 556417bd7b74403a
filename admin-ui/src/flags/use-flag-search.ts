import { environmentNamed, parseSearch, type SearchProblem } from "@switchyard/core/search";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { flagPageQuery } from "../api/queries.ts";
import type { Environment } from "../api/types.ts";
import { useEnvironments, useProject } from "../ui/project.ts";

const route = getRouteApi("/app/projects/$project/flags");

export const PAGE = 50;
/** Between the last letter and the question. */
const PAUSE_MS = 120;

export type SearchChange = {
  q?: string | undefined;
  archived?: true | undefined;
  sort?: string | undefined;
  page?: number | undefined;
};

/** What is searched lives in the address, so that every list is a link; what is typed goes there when one pauses. */
export function useFlagSearch() {
  const project = useProject();
  const { q = "", archived = false, sort, page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const [text, setText] = useState(q);
  const written = useRef(q);
  const change = (next: SearchChange) => {
    if ("q" in next) written.current = next.q ?? "";
    void navigate({ search: (was) => ({ ...was, page: undefined, ...next }), replace: true });
  };
  // The address can change from elsewhere: a saved view, the browser's way back.
  if (q !== written.current) {
    written.current = q;
    setText(q);
  }
  const latest = useRef(change);
  useEffect(() => {
    latest.current = change;
  });
  useEffect(() => {
    if (text === written.current) return;
    const timer = setTimeout(() => latest.current({ q: text || undefined }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);

  const environments = useEnvironments();
  const problems = problemsOf(text, environments);
  const asked = problemsOf(q, environments).length === 0;
  const flags = useQuery({
    ...flagPageQuery(project.key, { search: q, archived, page, limit: PAGE, ...(sort ? { sort } : {}) }),
    enabled: asked,
    placeholderData: keepPreviousData,
  });
  return { q, text, setText, archived, sort, page, change, problems, flags };
}

/** As the server finds them: what can't be understood is not asked. */
function problemsOf(text: string, environments: readonly Environment[]): SearchProblem[] {
  const { problems, terms } = parseSearch(text);
  const unknown = (terms.env ?? []).filter((key) => !environmentNamed(key, environments));
  const known = environments.map(({ key }) => key).join(", ");
  return [
    ...problems,
    ...unknown.map((key) => ({ part: `env:${key}`, message: `There is no environment "${key}", only ${known}` })),
  ];
}
