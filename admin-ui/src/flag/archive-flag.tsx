import { Button, Modal, Stack, Text, Title } from "@mantine/core";
import { usersOf } from "@switchyard/core";
import { list, sentence } from "@switchyard/core/words";
import { IconArchive } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Environment, Flag } from "../api/types.ts";
import { archiveFlag } from "../api/writes.ts";
import { useWorld, type World, worldData } from "../targeting/world.ts";
import { Actions } from "../ui/actions.tsx";
import { Card } from "../ui/card.tsx";
import { Problem } from "../ui/problem.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { Sentence } from "../ui/sentence.tsx";

/** Archiving takes the flag away from every SDK, so every environment's present answer is shown first. */
export function ArchiveFlag({ flag }: { flag: Flag }) {
  const project = useProject();
  const environments = useEnvironments();
  const queries = useQueryClient();
  const world = useWorld(project.key);
  const uses = world && usedBy(world, environments, flag.key);
  const [asking, setAsking] = useState(false);
  const archiving = useMutation({
    mutationFn: () => archiveFlag(project.key, flag.key),
    onSuccess: () => {
      setAsking(false);
      return queries.invalidateQueries({ queryKey: ["project", project.key] });
    },
  });
  return (
    <>
      <Card aria-label="Archive">
        <Title order={2} size="h5" mb="xs">
          Archive
        </Title>
        <Text size="sm" mb="sm">
          {uses === undefined || uses.length === 0
            ? "Once no code asks for it any more: SDKs lose the flag, and its history stays."
            : `It can’t be archived while it is used by ${list(uses, "and")}.`}
        </Text>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconArchive size={16} aria-hidden />}
          disabled={uses !== undefined && uses.length > 0}
          onClick={() => setAsking(true)}
        >
          Archive flag
        </Button>
      </Card>
      <Modal opened={asking} onClose={() => setAsking(false)} title={`Archive ${flag.key}?`} size="lg">
        <Stack>
          <Text>
            In every environment, code that still asks for <strong>{flag.key}</strong> gets the default that it names
            itself, and may behave differently from now. It can be brought back.
          </Text>
          <Text size="sm" c="dimmed">
            Now
          </Text>
          {environments.map(({ key }) => {
            const configuration = flag.environments[key];
            return configuration ? <Sentence key={key} text={sentence(flag, configuration, key)} /> : null;
          })}
          {archiving.isError ? <Problem title={`${flag.key} was not archived`} error={archiving.error} /> : null}
          <Actions>
            <Button variant="default" data-autofocus onClick={() => setAsking(false)}>
              Cancel
            </Button>
            <Button color="gray" loading={archiving.isPending} onClick={() => archiving.mutate()}>
              Archive {flag.key}
            </Button>
          </Actions>
        </Stack>
      </Modal>
    </>
  );
}

/** The server refuses to archive what is used; who that is should be known before. */
function usedBy(world: World, environments: readonly Environment[], flag: string): string[] {
  const found = environments.flatMap(({ key: environment }) =>
    usersOf(worldData(world, environment), { flag }).map(({ kind, key }) =>
      kind === "flag" ? `${key} in ${environment}` : `segment ${key}`,
    ),
  );
  return [...new Set(found)];
}
