import { Button, Stack, Switch, TextInput } from "@mantine/core";
import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import { Actions } from "../ui/actions.tsx";
import { Modal } from "../ui/modal.tsx";
import { Problem } from "../ui/problem.tsx";
import { keyProblem, suggestKey } from "../words/key-suggestion.ts";

export interface KeyAndNameValues {
  key: string;
  name: string;
  protected: boolean;
}

interface KeyAndNameProps {
  /** "environment" */
  what: string;
  taken: ReadonlySet<string>;
  /** Offer to mark it as protected. */
  canProtect?: boolean;
  creating: UseMutationResult<unknown, Error, KeyAndNameValues>;
  onClose: () => void;
}

/** Makes something that has a name for people and a key for code: the key is suggested from the name. */
export function KeyAndName({ what, taken, canProtect = false, creating, onClose }: KeyAndNameProps) {
  const [name, setName] = useState("");
  const [typed, setTyped] = useState<string>();
  const [isProtected, setProtected] = useState(false);
  const key = typed ?? suggestKey(name);
  const problem = key === "" ? null : keyProblem(key, taken, what);
  return (
    <Modal opened onClose={onClose} title={`Create ${/^[aeiou]/.test(what) ? "an" : "a"} ${what}`}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (keyProblem(key, taken, what) === null)
            creating.mutate({ key, name: name.trim() || key, protected: isProtected });
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            description="For people"
            maxLength={200}
            dir="auto"
            data-autofocus
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <TextInput
            label="Key"
            description="For code and scripts; it can’t be changed later"
            required
            spellCheck={false}
            autoCapitalize="none"
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
            value={key}
            error={problem}
            onChange={({ currentTarget }) => setTyped(currentTarget.value || undefined)}
          />
          {canProtect ? (
            <Switch
              label="Protected"
              description="It carries a lock wherever it is named, so that nobody takes it for another."
              checked={isProtected}
              onChange={({ currentTarget }) => setProtected(currentTarget.checked)}
            />
          ) : null}
          {creating.isError ? <Problem title={`The ${what} ${key} was not created`} error={creating.error} /> : null}
          <Actions>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={creating.isPending} disabled={key === "" || problem !== null}>
              Create {what}
            </Button>
          </Actions>
        </Stack>
      </form>
    </Modal>
  );
}
