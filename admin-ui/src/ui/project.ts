import { createContext, useContext } from "react";
import type { Environment, Project } from "../api/types.ts";

export const ProjectContext = createContext<Project | undefined>(undefined);

/** The project on screen. */
export function useProject(): Project {
  const project = useContext(ProjectContext);
  if (!project) throw new Error("useProject is for screens inside a project");
  return project;
}

/** Protected environments last: whoever reads from the left meets the harmless ones first. */
export function useEnvironments(): Environment[] {
  const { environments } = useProject();
  return [...environments].sort((a, b) => Number(a.protected) - Number(b.protected));
}
