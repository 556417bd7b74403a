import { Button, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keysQuery } from "../api/queries.ts";
import type { Environment, SdkKey } from "../api/types.ts";
import { revokeKey } from "../api/writes.ts";
import { Actions } from "../ui/actions.tsx";
import { Moment } from "../ui/moment.tsx";
import { Problem } from "../ui/problem.tsx";
import { useProject } from "../ui/project.ts";

interface RevokeKeyProps {
  item: SdkKey;
  environment: Environment;
  onClose: () => void;
}

export function RevokeKey({ item, environment, onClose }: RevokeKeyProps) {
  const project = useProject();
  const queries = useQueryClient();
  const revoking = useMutation({
    mutationFn: () => revokeKey(project.key, environment.key, item.id),
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: keysQuery(project.key, environment.key).queryKey });
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Revoke ${item.name} in ${environment.name}?`}>
      <Stack>
        <Text>
          Whatever uses <code>{item.hint}…</code> keeps the flags that it has, but hears of no change any more: no ramp
          and no kill. This can’t be taken back.
        </Text>
        <Text size="sm" c="dimmed">
          {item.lastUsedAt === null ? (
            "It was never used."
          ) : (
            <>
              It was last used <Moment at={item.lastUsedAt} />.
            </>
          )}
        </Text>
        {revoking.isError ? <Problem title={`${item.name} was not revoked`} error={revoking.error} /> : null}
        <Actions>
          <Button variant="default" data-autofocus onClick={onClose}>
            Cancel
          </Button>
          <Button color="gray" loading={revoking.isPending} onClick={() => revoking.mutate()}>
            Revoke key
          </Button>
        </Actions>
      </Stack>
    </Modal>
  );
}
