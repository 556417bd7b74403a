import { Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keysQuery } from "../api/queries.ts";
import type { Environment, SdkKey } from "../api/types.ts";
import { revokeKey } from "../api/writes.ts";
import { ReviewSheet } from "../review/review-sheet.tsx";
import { Moment } from "../ui/moment.tsx";
import { useProject } from "../ui/project.ts";

interface RevokeKeyProps {
  item: SdkKey;
  environment: Environment;
  onClose: () => void;
}

export function RevokeKey({ item, environment, onClose }: RevokeKeyProps) {
  const project = useProject();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const revoking = useMutation({
    mutationFn: () => revokeKey(project.key, environment.key, item.id, reason),
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: keysQuery(project.key, environment.key).queryKey });
    },
  });
  return (
    <ReviewSheet
      opened
      onClose={onClose}
      title={`Revoke ${item.name} in ${environment.name}?`}
      reason={reason}
      onReason={setReason}
      cancelLabel="Cancel"
      confirmLabel="Revoke key"
      onConfirm={() => revoking.mutate()}
      pending={revoking.isPending}
      error={revoking.error}
      errorTitle={`${item.name} was not revoked`}
    >
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
    </ReviewSheet>
  );
}
