import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Environment } from "../api/types.ts";
import { killByTag } from "../api/writes.ts";
import { Modal } from "../ui/modal.tsx";
import { useProject } from "../ui/project.ts";
import { offerUndo } from "../ui/undo-store.ts";
import { counted } from "../words/count.ts";
import { KillByTagDone, restoreAll } from "./kill-by-tag-done.tsx";
import { KillByTagForm } from "./kill-by-tag-form.tsx";

/** The flags are named before, and the SDKs that confirmed after. */
export function KillByTagDialog({ environment, onClose }: { environment: Environment; onClose: () => void }) {
  const project = useProject();
  const queries = useQueryClient();
  const [tag, setTag] = useState("");
  const [reason, setReason] = useState("");
  const killing = useMutation({
    mutationFn: () => killByTag(project.key, environment.key, tag, reason),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["project", project.key] }),
  });
  const close = () => {
    onClose();
    const killed = killing.data?.killed ?? [];
    if (killed.length === 0) return;
    const words = counted(killed.length, "flag");
    offerUndo(
      {
        done: `${words} with the tag ${tag} killed in ${environment.key}`,
        undo: () => restoreAll(project.key, environment.key, killed),
        undone: `${words} restored in ${environment.key}`,
      },
      killing.submittedAt,
    );
  };
  const title = killing.data
    ? `${counted(killing.data.killed.length, "flag")} killed in ${environment.key}`
    : `Kill by tag in ${environment.key}`;
  return (
    <Modal opened onClose={close} title={title} size="lg" closeOnClickOutside={killing.isIdle}>
      {killing.data ? (
        <KillByTagDone answer={killing.data} environment={environment} onClose={close} />
      ) : (
        <KillByTagForm
          environment={environment}
          tag={tag}
          onTag={setTag}
          reason={reason}
          onReason={setReason}
          killing={killing}
          onClose={onClose}
        />
      )}
    </Modal>
  );
}
