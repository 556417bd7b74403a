import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { projectsQuery } from "../api/queries.ts";
import { createProject } from "../api/writes.ts";
import { KeyAndName, type KeyAndNameValues } from "./key-and-name.tsx";

/** A project begins with the environments development, staging and production. */
export function CreateProject({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: projects = [] } = useQuery(projectsQuery);
  const creating = useMutation({
    mutationFn: ({ key, name }: KeyAndNameValues) => createProject({ key, name }),
    onSuccess: async ({ key }) => {
      await queries.invalidateQueries(projectsQuery);
      onClose();
      await navigate({ to: "/projects/$project", params: { project: key } });
    },
  });
  if (!opened) return null;
  const taken = new Set(projects.map(({ key }) => key));
  return <KeyAndName what="project" taken={taken} creating={creating} onClose={onClose} />;
}
