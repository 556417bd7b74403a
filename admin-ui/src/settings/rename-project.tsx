import { TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { projectsQuery } from "../api/queries.ts";
import { renameProject } from "../api/writes.ts";
import { ReviewSheet } from "../review/review-sheet.tsx";
import { Card } from "../ui/card.tsx";
import { MayButton } from "../ui/may-button.tsx";
import { useProject } from "../ui/project.ts";
import { offerUndo } from "../ui/undo-store.ts";
import classes from "./settings.module.css";

export function RenameProject() {
  const project = useProject();
  const queries = useQueryClient();
  const [name, setName] = useState(project.name);
  const [reviewing, setReviewing] = useState(false);
  const [reason, setReason] = useState("");
  const renaming = useMutation({
    mutationFn: () => renameProject(project.key, name.trim(), reason),
    onSuccess: ({ name: now }) => {
      setReviewing(false);
      offerUndo({
        done: `The project is called ${now}`,
        undo: () =>
          renameProject(project.key, project.name, "Undo").then(() => queries.invalidateQueries(projectsQuery)),
        undone: `It is called ${project.name} again`,
      });
      return queries.invalidateQueries(projectsQuery);
    },
  });
  return (
    <Card>
      <h2 className={classes.title}>Project {project.key}</h2>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          setReviewing(true);
        }}
      >
        <TextInput
          label="Name"
          description="For people; code and scripts use the key"
          maxLength={200}
          dir="auto"
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <MayButton needs="admin" type="submit" disabled={name.trim() === "" || name.trim() === project.name}>
          Rename
        </MayButton>
      </form>
      {reviewing ? (
        <ReviewSheet
          opened
          onClose={() => setReviewing(false)}
          title={`Rename the project ${project.key}?`}
          before={`It is called ${project.name}.`}
          after={`It is called ${name.trim()}.`}
          reason={reason}
          onReason={setReason}
          cancelLabel="Keep editing"
          confirmLabel="Rename"
          onConfirm={() => renaming.mutate()}
          pending={renaming.isPending}
          error={renaming.error}
          errorTitle="The project was not renamed"
        />
      ) : null}
    </Card>
  );
}
