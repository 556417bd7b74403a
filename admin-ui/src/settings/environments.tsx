import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { projectsQuery } from "../api/queries.ts";
import type { Environment } from "../api/types.ts";
import { createEnvironment } from "../api/writes.ts";
import { EnvironmentName } from "../ui/environment-name.tsx";
import { MayButton } from "../ui/may-button.tsx";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { EditEnvironment } from "./edit-environment.tsx";
import { KeyAndName, type KeyAndNameValues } from "./key-and-name.tsx";

/** Where flags have a configuration each. */
export function Environments() {
  const project = useProject();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<Environment>();
  const creating = useMutation({
    mutationFn: (values: KeyAndNameValues) => createEnvironment(project.key, values),
    onSuccess: () => {
      setAdding(false);
      void queries.invalidateQueries({ queryKey: ["project", project.key] });
      return queries.invalidateQueries(projectsQuery);
    },
  });
  const add = (
    <MayButton
      needs="admin"
      size="xs"
      variant="default"
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => setAdding(true)}
    >
      Create environment
    </MayButton>
  );
  return (
    <Panel title="Environments" aside={add}>
      <ul className={rows.rows}>
        {project.environments.map((environment) => (
          <li key={environment.key}>
            <div className={rows.main}>
              <strong dir="auto">
                <EnvironmentName environment={environment} />
              </strong>
              <div className={rows.detail}>
                {environment.key}, at version {environment.version}
                {environment.protected ? ", protected" : ""}
              </div>
            </div>
            <MayButton
              needs="admin"
              environment={environment.key}
              size="xs"
              variant="default"
              aria-label={`Edit ${environment.key}`}
              onClick={() => setEditing(environment)}
            >
              Edit
            </MayButton>
          </li>
        ))}
      </ul>
      {adding ? (
        <KeyAndName
          what="environment"
          taken={new Set(project.environments.map(({ key }) => key))}
          canProtect
          creating={creating}
          onClose={() => setAdding(false)}
        />
      ) : null}
      {editing ? <EditEnvironment environment={editing} onClose={() => setEditing(undefined)} /> : null}
    </Panel>
  );
}
