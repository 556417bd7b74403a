import { Button, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { createRobot } from "../api/people.ts";
import type { NewRobot, RobotCreate } from "../api/types.ts";
import { Actions } from "../ui/actions.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import { EXPIRY, ExpirySelect } from "./expiry-select.tsx";
import { type Roles, RolesFields } from "./roles-fields.tsx";

interface RobotFormProps {
  onCreated: (robot: NewRobot) => unknown;
  onClose: () => void;
}

export function RobotForm({ onCreated, onClose }: RobotFormProps) {
  const project = useProject();
  const [name, setName] = useState("");
  const [roles, setRoles] = useState<Roles>({ role: "responder", environments: {} });
  const [days, setDays] = useState<number | undefined>(EXPIRY);
  const creating = useMutation({
    mutationFn: (body: RobotCreate) => createRobot(project.key, body),
    onSuccess: onCreated,
  });
  const whole = name.trim() !== "" && (roles.role !== null || Object.keys(roles.environments).length > 0);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (whole)
          creating.mutate({ name: name.trim(), ...roles, ...(days === undefined ? {} : { expiresInDays: days }) });
      }}
    >
      <Stack>
        <TextInput
          label="Name"
          description="Such as the pipeline’s; the history names it"
          required
          maxLength={200}
          dir="auto"
          data-autofocus
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <RolesFields value={roles} onChange={setRoles} />
        <ExpirySelect days={days} onChange={setDays} />
        {creating.error ? <Problem title="The token was not created" error={creating.error} /> : null}
        <Actions>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!whole} loading={creating.isPending}>
            Create token
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
