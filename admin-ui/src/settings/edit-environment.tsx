import { Button, Modal, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { projectsQuery } from "../api/queries.ts";
import type { Environment } from "../api/types.ts";
import { updateEnvironment } from "../api/writes.ts";
import { Actions } from "../ui/actions.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import { offerUndo } from "../ui/undo-store.ts";

/** What an environment is called, and whether it is protected. SDKs hear nothing of either. */
export function EditEnvironment({ environment, onClose }: { environment: Environment; onClose: () => void }) {
  const project = useProject();
  const queries = useQueryClient();
  const [name, setName] = useState(environment.name);
  const [isProtected, setProtected] = useState(environment.protected);
  const [reason, setReason] = useState("");
  const save = (patch: { name: string; protected: boolean }, why: string) =>
    updateEnvironment(project.key, environment.key, patch, why);
  const saving = useMutation({
    mutationFn: () => save({ name: name.trim(), protected: isProtected }, reason),
    onSuccess: () => {
      onClose();
      offerUndo({
        done: `${environment.key} is changed`,
        undo: () =>
          save({ name: environment.name, protected: environment.protected }, "Undo").then(() =>
            queries.invalidateQueries(projectsQuery),
          ),
        undone: `${environment.key} is as before`,
      });
      return queries.invalidateQueries(projectsQuery);
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Edit ${environment.key}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          saving.mutate();
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            maxLength={200}
            required
            dir="auto"
            data-autofocus
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <Switch
            label="Protected"
            description="It carries a lock wherever it is named, so that nobody takes it for another."
            checked={isProtected}
            onChange={({ currentTarget }) => setProtected(currentTarget.checked)}
          />
          <Textarea
            label="Reason"
            description="Optional; the history shows it"
            autosize
            maxLength={1000}
            dir="auto"
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
          {saving.isError ? <Problem title={`${environment.key} was not changed`} error={saving.error} /> : null}
          <Actions>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={saving.isPending} disabled={name.trim() === ""}>
              Save
            </Button>
          </Actions>
        </Stack>
      </form>
    </Modal>
  );
}
