import { Button, Stack, TextInput } from "@mantine/core";
import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import type { InvitationCreate } from "../api/types.ts";
import { Actions } from "../ui/actions.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import { type Roles, RolesFields } from "./roles-fields.tsx";
import { grantsOf } from "./roles-in.ts";

interface InviteFormProps {
  inviting: UseMutationResult<unknown, Error, InvitationCreate>;
  onClose: () => void;
}

export function InviteForm({ inviting, onClose }: InviteFormProps) {
  const project = useProject();
  const [email, setEmail] = useState("");
  const [roles, setRoles] = useState<Roles>({ role: "viewer", environments: {} });
  const grants = grantsOf(roles, project.key);
  const whole = /^\S+@\S+\.\S+$/.test(email.trim()) && grants.length > 0;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (whole) inviting.mutate({ email: email.trim(), roles: grants });
      }}
    >
      <Stack>
        <TextInput
          label="E-mail"
          description="Of a person with an account, or of one who makes it with the link"
          type="email"
          required
          maxLength={254}
          data-autofocus
          value={email}
          onChange={({ currentTarget: { value } }) => setEmail(value)}
        />
        <RolesFields value={roles} onChange={setRoles} />
        {inviting.error ? <Problem title={`${email} was not invited`} error={inviting.error} /> : null}
        <Actions>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!whole} loading={inviting.isPending}>
            Make the link
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
