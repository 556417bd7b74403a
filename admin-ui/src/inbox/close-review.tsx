import { Button, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { closeAfterReview } from "../api/governed.ts";
import type { InboxItem } from "../api/types.ts";
import { Actions } from "../ui/actions.tsx";
import { Modal } from "../ui/modal.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";

/** Something was pushed through a policy: somebody else looks at it and says what they found. */
export function CloseReview({ item, onClose }: { item: InboxItem; onClose: () => void }) {
  const project = useProject();
  const queries = useQueryClient();
  const [note, setNote] = useState("");
  const closing = useMutation({
    mutationFn: () => closeAfterReview(project.key, item.afterReview ?? "", note.trim()),
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: ["project", project.key] });
    },
  });
  return (
    <Modal opened onClose={onClose} title={item.title} size="lg">
      <Stack>
        <Text dir="auto">{item.text}</Text>
        <Text size="sm" c="dimmed">
          Look at the flag and its history. Closing this says that you have, and what you found; the history keeps it.
        </Text>
        <Textarea
          label="What you found"
          required
          autosize
          minRows={2}
          maxLength={1000}
          dir="auto"
          data-autofocus
          value={note}
          onChange={({ currentTarget: { value } }) => setNote(value)}
        />
        {closing.error ? <Problem title="It was not closed" error={closing.error} /> : null}
        <Actions>
          <Button variant="default" onClick={onClose}>
            Not yet
          </Button>
          <Button disabled={note.trim() === ""} loading={closing.isPending} onClick={() => closing.mutate()}>
            I have looked at it
          </Button>
        </Actions>
      </Stack>
    </Modal>
  );
}
