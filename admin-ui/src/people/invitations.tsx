import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { invitationsQuery, invite, revokeInvitation } from "../api/people.ts";
import type { Invitation, NewInvitation } from "../api/types.ts";
import { Modal } from "../ui/modal.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { say } from "../ui/say.ts";
import { exactTime } from "../words/time.ts";
import { InviteForm } from "./invite-form.tsx";
import { LinkOnce } from "./link-once.tsx";
import { rolesWords } from "./role-words.ts";
import { rolesIn } from "./roles-in.ts";

/** Links that let people in: made here, handed over by whoever made them. */
export function Invitations() {
  const project = useProject();
  const queries = useQueryClient();
  const query = useQuery(invitationsQuery);
  // Those to other projects are on their screens.
  const here = query.data?.filter(({ owner, roles }) => owner || roles.some((grant) => grant.project === project.key));
  const [inviting, setInviting] = useState(false);
  const [created, setCreated] = useState<NewInvitation>();
  const refresh = () => queries.invalidateQueries(invitationsQuery);
  const making = useMutation({
    mutationFn: invite,
    onSuccess: (invitation) => {
      setInviting(false);
      setCreated(invitation);
      return refresh();
    },
  });
  const ending = useMutation({
    mutationFn: ({ id }: Invitation) => revokeInvitation(id),
    onSuccess: refresh,
    onError: ({ message }) => say({ title: "Still valid", message, color: "orange" }),
  });
  return (
    <>
      <Panel
        title="Invitations"
        aside={
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => setInviting(true)}
          >
            Invite
          </Button>
        }
        query={query}
        empty={here?.length === 0 ? "Nobody is invited at present." : undefined}
      >
        <ul className={rows.rows} aria-label="Invitations">
          {here?.map((invitation) => (
            <li key={invitation.id}>
              <div className={rows.main}>
                <strong>{invitation.email}</strong>
                <div className={rows.detail}>
                  {rolesWords(rolesIn(invitation.roles, project.key))} · by {invitation.createdBy}{" "}
                  <Moment at={invitation.createdAt} /> · valid until {exactTime(invitation.expiresAt)}
                </div>
              </div>
              <Button
                size="xs"
                variant="default"
                aria-label={`Withdraw the invitation of ${invitation.email}`}
                loading={ending.isPending && ending.variables?.id === invitation.id}
                onClick={() => ending.mutate(invitation)}
              >
                Withdraw
              </Button>
            </li>
          ))}
        </ul>
      </Panel>
      <Modal opened={inviting} onClose={() => setInviting(false)} title={`Invite to ${project.name}`} size="lg">
        <InviteForm inviting={making} onClose={() => setInviting(false)} />
      </Modal>
      <LinkOnce title={`Invitation of ${created?.email ?? ""}`} link={created} onClose={() => setCreated(undefined)} />
    </>
  );
}
