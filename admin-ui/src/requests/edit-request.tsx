import { Button, Checkbox, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { editRequest, requestQuery } from "../api/governed.ts";
import type { ChangeRequestDetail, Operation } from "../api/types.ts";
import { Actions } from "../ui/actions.tsx";
import { Modal } from "../ui/modal.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import { ReasonField } from "../ui/reason-field.tsx";
import { say } from "../ui/say.ts";
import { EditOperations } from "./edit-operations.tsx";

interface EditRequestProps {
  request: ChangeRequestDetail;
  onClose: () => void;
}

/** The author proposes something else before it is decided. What it does to a flag is edited in that flag's own form. */
export function EditRequest({ request, onClose }: EditRequestProps) {
  const project = useProject();
  const queries = useQueryClient();
  const { number } = request;
  const [title, setTitle] = useState(request.title);
  const [reason, setReason] = useState(request.reason ?? "");
  const [atOnce, setAtOnce] = useState(request.applyWhenApproved);
  const before = request.operations ?? [];
  const [operations, setOperations] = useState<Operation[]>(before);
  const fewer = operations.length !== before.length;
  const saving = useMutation({
    mutationFn: () =>
      editRequest(project.key, number, {
        title: title.trim(),
        applyWhenApproved: atOnce,
        ...(reason.trim() ? { reason: reason.trim() } : {}),
        ...(fewer ? { operations } : {}),
      }),
    onSuccess: (next) => {
      queries.setQueryData(requestQuery(project.key, number).queryKey, next);
      say({ title: `Change request ${number} is edited`, message: next.title });
      onClose();
      return queries.invalidateQueries({ queryKey: ["project", project.key] });
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Edit change request ${number}`} size="lg" closeOnClickOutside={false}>
      <Stack>
        <TextInput
          label="Title"
          required
          maxLength={200}
          dir="auto"
          data-autofocus
          value={title}
          onChange={({ currentTarget: { value } }) => setTitle(value)}
        />
        <ReasonField description="The history shows it" value={reason} onChange={setReason} />
        <Checkbox
          label="Apply it as soon as it is approved"
          checked={atOnce}
          onChange={({ currentTarget: { checked } }) => setAtOnce(checked)}
        />
        <EditOperations number={number} operations={operations} isEdited={fewer} onChange={setOperations} />
        {fewer && request.approvals > 0 ? <Text size="sm">Who approved it before is asked again.</Text> : null}
        {saving.error ? <Problem title="It is as before" error={saving.error} /> : null}
        <Actions>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={title.trim() === ""} loading={saving.isPending} onClick={() => saving.mutate()}>
            Save
          </Button>
        </Actions>
      </Stack>
    </Modal>
  );
}
