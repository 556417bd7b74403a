import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { robotsQuery, updateRobot } from "../api/people.ts";
import type { Robot } from "../api/types.ts";
import { Actions } from "../ui/actions.tsx";
import { Modal } from "../ui/modal.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import { rolesWords } from "./role-words.ts";
import { type Roles, RolesFields } from "./roles-fields.tsx";

/** Another name, other roles: its token stays as it is. */
export function EditRobot({ robot, onClose }: { robot: Robot; onClose: () => void }) {
  const project = useProject();
  const queries = useQueryClient();
  const [name, setName] = useState(robot.name);
  const [roles, setRoles] = useState<Roles>({ role: robot.role, environments: robot.environments });
  const saving = useMutation({
    mutationFn: () => updateRobot(project.key, robot.id, { name: name.trim(), ...roles }),
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries(robotsQuery(project.key));
    },
  });
  const [before, after] = [rolesWords(robot), rolesWords(roles)];
  const isEdited = before !== after || name.trim() !== robot.name;
  return (
    <Modal opened onClose={onClose} title={`Edit ${robot.name}`} size="lg">
      <Stack>
        <TextInput
          label="Name"
          required
          maxLength={200}
          dir="auto"
          value={name}
          onChange={({ currentTarget: { value } }) => setName(value)}
        />
        <RolesFields value={roles} onChange={setRoles} />
        <Text size="sm" role="status">
          {before === after ? "" : `Now ${before}; then ${after}. It holds at once; its token stays as it is.`}
        </Text>
        {saving.error ? <Problem title={`${robot.name} was not changed`} error={saving.error} /> : null}
        <Actions>
          <Button variant="default" data-autofocus onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={!isEdited || name.trim() === ""} loading={saving.isPending} onClick={() => saving.mutate()}>
            Save
          </Button>
        </Actions>
      </Stack>
    </Modal>
  );
}
