import { Button, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { saveMember } from "../api/people.ts";
import type { Member, NewInvitation } from "../api/types.ts";
import { Actions } from "../ui/actions.tsx";
import { Modal } from "../ui/modal.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";
import { AccountOf } from "./account-of.tsx";
import { rolesWords } from "./role-words.ts";
import { type Roles, RolesFields } from "./roles-fields.tsx";

interface EditMemberProps {
  member: Member;
  /** Whether the person who edits is an owner of the server: accounts belong to it, not to a project. */
  isOwner: boolean;
  /** The member is that person. */
  isOwn: boolean;
  onClose: () => void;
  onLink: (link: NewInvitation) => void;
}

export function EditMember({ member, isOwner, isOwn, onClose, onLink }: EditMemberProps) {
  const project = useProject();
  const queries = useQueryClient();
  const [roles, setRoles] = useState<Roles>({ role: member.role, environments: member.environments });
  const saving = useMutation({
    mutationFn: () => saveMember(project.key, member.id, roles),
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: ["project", project.key] });
    },
  });
  const before = rolesWords(member);
  const after = rolesWords(roles);
  return (
    <Modal opened onClose={onClose} title={`Edit ${member.name}`} size="lg">
      <Stack>
        {member.owner ? (
          <Text>Owners of the server are admin everywhere, whatever roles say.</Text>
        ) : (
          <RolesFields value={roles} onChange={setRoles} />
        )}
        {isOwn && !member.owner ? (
          <Text size="sm">This is you: the role of admin in the project is taken from you by another admin only.</Text>
        ) : null}
        <Text size="sm" role="status">
          {before === after ? "" : `Now ${before}; then ${after}. It holds at once, also for what they have open.`}
        </Text>
        {isOwner ? <AccountOf member={member} isOwn={isOwn} onClose={onClose} onLink={onLink} /> : null}
        {saving.error ? <Problem title={`${member.name} was not changed`} error={saving.error} /> : null}
        <Actions>
          <Button variant="default" data-autofocus onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={before === after} loading={saving.isPending} onClick={() => saving.mutate()}>
            Save roles
          </Button>
        </Actions>
      </Stack>
    </Modal>
  );
}
