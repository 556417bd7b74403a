import { useDocumentTitle } from "@mantine/hooks";
import { useContext } from "react";
import { ProjectContext } from "./project.ts";

/** What a tab is called: the thing first, then which view or list that is, then its project. */
export function useTitle(thing: string, view?: string): void {
  const project = useContext(ProjectContext)?.name;
  // A project's own screen names it once.
  const place = project === undefined || project === thing ? "Switchyard" : project;
  useDocumentTitle([thing, ...(view ? [view] : []), place].join(" · "));
}
