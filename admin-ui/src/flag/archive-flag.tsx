import { Button, Modal, Stack, Text } from "@mantine/core";
import { sentence } from "@switchyard/core/words";
import { IconArchive } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Flag } from "../api/types.ts";
import { archiveFlag } from "../api/writes.ts";
import { Actions } from "../ui/actions.tsx";
import { Problem } from "../ui/problem.tsx";
import { useEnvironments, useProject } from "../ui/project.ts";
import { Sentence } from "../ui/sentence.tsx";

/** Archiving takes the flag away from every SDK, so every environment's present answer is shown first. */
export function ArchiveFlag({ flag }: { flag: Flag }) {
  const project = useProject();
  const environments = useEnvironments();
  const queries = useQueryClient();
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
      <Button
        variant="default"
        size="xs"
        leftSection={<IconArchive size={16} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        Archive flag
      </Button>
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
