import { Button, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { viewsQuery } from "../api/queries.ts";
import { saveView } from "../api/writes.ts";
import { Actions } from "../ui/actions.tsx";
import { Modal } from "../ui/modal.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import classes from "./flags.module.css";

/** Gives a search a name. */
export function SaveView({ search, onDone }: { search: string; onDone: () => void }) {
  const project = useProject();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const saving = useMutation({
    mutationFn: () => saveView(project.key, { name: name.trim(), search }),
    onSuccess: (views) => {
      queries.setQueryData(viewsQuery(project.key).queryKey, views);
      onDone();
    },
  });
  return (
    <Modal opened onClose={onDone} title="Save this search">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          saving.mutate();
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            description="For you alone; one of the same name is replaced"
            required
            maxLength={100}
            data-autofocus
            dir="auto"
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <code className={classes.saved}>{search}</code>
          {saving.isError ? <Problem title="The search was not saved" error={saving.error} /> : null}
          <Actions>
            <Button variant="default" onClick={onDone}>
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
