import { Button, Group, Modal, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createRobot, revokeRobot, robotsQuery, rotateRobot } from "../api/people.ts";
import type { NewRobot, Robot, RobotCreate } from "../api/types.ts";
import { Confirm } from "../ui/confirm.tsx";
import { Panel } from "../ui/panel.tsx";
import { useProject } from "../ui/project.ts";
import rows from "../ui/rows.module.css";
import { ShownOnce } from "../ui/shown-once.tsx";
import { RobotForm } from "./robot-form.tsx";
import { rolesWords } from "./role-words.ts";
import { TokenFacts, TokenUse } from "./token-facts.tsx";

/** Accounts of programs: each has roles of its own and a token, and stands in the history under its name. */
export function Robots() {
  const project = useProject();
  const queries = useQueryClient();
  const query = useQuery(robotsQuery(project.key));
  const [adding, setAdding] = useState(false);
  const [created, setCreated] = useState<NewRobot>();
  const [ending, setEnding] = useState<Robot>();
  const show = (robot: NewRobot) => {
    setAdding(false);
    setCreated(robot);
    return queries.invalidateQueries(robotsQuery(project.key));
  };
  const creating = useMutation({ mutationFn: (body: RobotCreate) => createRobot(project.key, body), onSuccess: show });
  const rotating = useMutation({ mutationFn: ({ id }: Robot) => rotateRobot(project.key, id), onSuccess: show });
  const revoking = useMutation({
    mutationFn: ({ id }: Robot) => revokeRobot(project.key, id),
    onSuccess: () => {
      setEnding(undefined);
      return queries.invalidateQueries(robotsQuery(project.key));
    },
  });
  return (
    <>
      <Panel
        title="API tokens of programs"
        aside={
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            Create token
          </Button>
        }
        query={query}
        empty={
          query.data?.length === 0
            ? "None. A pipeline or a bot gets a token with a role of its own here; your own are under your account."
            : undefined
        }
      >
        <ul className={rows.rows} aria-label="API tokens of programs">
          {query.data?.map((robot) => (
            <li key={robot.id}>
              <div className={rows.main}>
                <strong dir="auto">{robot.name}</strong>
                <div className={rows.detail}>
                  {rolesWords(robot)} · by {robot.createdBy}
                </div>
                <TokenFacts token={robot} />
              </div>
              <Group gap="xs">
                <Button
                  size="xs"
                  variant="default"
                  aria-label={`Rotate ${robot.name}`}
                  loading={rotating.isPending && rotating.variables?.id === robot.id}
                  onClick={() => rotating.mutate(robot)}
                >
                  Rotate
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  aria-label={`Revoke ${robot.name}`}
                  onClick={() => setEnding(robot)}
                >
                  Revoke
                </Button>
              </Group>
            </li>
          ))}
        </ul>
      </Panel>
      <Modal opened={adding} onClose={() => setAdding(false)} title="Create an API token for a program" size="lg">
        <RobotForm creating={creating} onClose={() => setAdding(false)} />
      </Modal>
      <Modal
        opened={created !== undefined}
        onClose={() => setCreated(undefined)}
        title={`The token of ${created?.name ?? ""}`}
        size="lg"
        closeOnClickOutside={false}
        closeOnEscape={false}
      >
        {created ? (
          <ShownOnce what="token" value={created.token} onClose={() => setCreated(undefined)}>
            <TokenUse token={created} />
          </ShownOnce>
        ) : null}
      </Modal>
      {ending ? (
        <Confirm
          title={`Revoke the token of ${ending.name}?`}
          confirmLabel="Revoke token"
          doing={revoking}
          errorTitle={`The token of ${ending.name} was not revoked`}
          onConfirm={() => revoking.mutate(ending)}
          onClose={() => setEnding(undefined)}
        >
          <Text>Whatever uses it is refused from now on. This can’t be taken back.</Text>
        </Confirm>
      ) : null}
    </>
  );
}
