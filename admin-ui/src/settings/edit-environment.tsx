import { Button, Stack, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Environment } from "../api/types.ts";
import { Actions } from "../ui/actions.tsx";
import { Modal } from "../ui/modal.tsx";
import { EnvironmentReview } from "./environment-review.tsx";

/** What an environment is called, and whether it is protected. SDKs hear nothing of either. */
export function EditEnvironment({ environment, onClose }: { environment: Environment; onClose: () => void }) {
  const [name, setName] = useState(environment.name);
  const [isProtected, setProtected] = useState(environment.protected);
  const [reviewing, setReviewing] = useState(false);
  const edited = { name: name.trim(), protected: isProtected };
  const isEdited = edited.name !== environment.name || edited.protected !== environment.protected;
  if (reviewing) {
    return (
      <EnvironmentReview
        environment={environment}
        edited={edited}
        onBack={() => setReviewing(false)}
        onSaved={onClose}
      />
    );
  }
  return (
    <Modal opened onClose={onClose} title={`Edit ${environment.key}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setReviewing(true);
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
          <Actions>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={edited.name === "" || !isEdited}>
              Review change
            </Button>
          </Actions>
        </Stack>
      </form>
    </Modal>
  );
}
