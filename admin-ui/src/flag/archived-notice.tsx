import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Flag } from "../api/types.ts";
import { unarchiveFlag } from "../api/writes.ts";
import { Card } from "../ui/card.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";

export function ArchivedNotice({ flag }: { flag: Flag }) {
  const project = useProject();
  const queries = useQueryClient();
  const returning = useMutation({
    mutationFn: () => unarchiveFlag(project.key, flag.key),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["project", project.key] }),
  });
  return (
    <Card tone="warn" aria-label="Archived">
      <Group justify="space-between">
        <Text>This flag is archived: SDKs do not get it, and code gets the default that it names itself.</Text>
        <Button variant="default" size="xs" loading={returning.isPending} onClick={() => returning.mutate()}>
          Bring {flag.key} back
        </Button>
      </Group>
      {returning.isError ? <Problem title={`${flag.key} is still archived`} error={returning.error} /> : null}
    </Card>
  );
}
