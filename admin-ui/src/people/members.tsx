import { Badge, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { membersQuery } from "../api/people.ts";
import { sessionQuery } from "../api/queries.ts";
import type { Member, NewInvitation } from "../api/types.ts";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { EditMember } from "./edit-member.tsx";
import { LinkOnce } from "./link-once.tsx";
import { rolesWords } from "./role-words.ts";

export function Members() {
  const project = useProject();
  const query = useQuery(membersQuery(project.key));
  const { data: me } = useQuery(sessionQuery);
  const [editing, setEditing] = useState<Member>();
  const [link, setLink] = useState<NewInvitation>();
  return (
    <Panel title={`People in ${project.name}`} query={query}>
      <ul className={rows.rows} aria-label="People">
        {query.data?.map((member) => (
          <li key={member.id}>
            <div className={rows.main}>
              <strong dir="auto">{member.name}</strong> {member.id === me?.id ? "(you)" : ""}{" "}
              {member.owner ? <Badge variant="light">owner</Badge> : null}
              {member.active ? null : (
                <Badge variant="light" color="gray">
                  deactivated
                </Badge>
              )}
              <div className={rows.detail}>{member.email}</div>
              <div className={rows.detail}>
                {member.owner ? "Owner of this server: admin everywhere" : rolesWords(member)}
              </div>
            </div>
            <Button size="xs" variant="default" aria-label={`Edit ${member.name}`} onClick={() => setEditing(member)}>
              Edit
            </Button>
          </li>
        ))}
      </ul>
      {editing ? (
        <EditMember
          member={editing}
          isOwner={me?.owner === true}
          isOwn={editing.id === me?.id}
          onClose={() => setEditing(undefined)}
          onLink={(made) => {
            setEditing(undefined);
            setLink(made);
          }}
        />
      ) : null}
      <LinkOnce title={`A new password for ${link?.email ?? ""}`} link={link} onClose={() => setLink(undefined)} />
    </Panel>
  );
}
