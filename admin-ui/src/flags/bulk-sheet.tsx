import { Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { applyTogether } from "../api/governed.ts";
import type { Flag } from "../api/types.ts";
import { ReviewSheet } from "../review/review-sheet.tsx";
import { useProject } from "../ui/project.ts";
import { offerUndo } from "../ui/undo-store.ts";
import { counted } from "../words/count.ts";
import classes from "./bulk.module.css";
import { type BulkChange, MOST_AT_ONCE } from "./bulk-change.ts";

interface BulkSheetProps {
  change: BulkChange;
  flags: readonly Flag[];
  onClose: () => void;
  /** It was done, or it is in others' hands. */
  onDone: () => void;
}

/** One change of several flags under review: it is done together, or proposed as one request. */
export function BulkSheet({ change, flags, onClose, onDone }: BulkSheetProps) {
  const project = useProject();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const effects = flags.map((flag) => ({ flag, effect: change.effect(flag) }));
  const concerned = effects.flatMap(({ flag, effect }) => ("does" in effect ? [{ flag, effect }] : []));
  const operations = concerned.map(({ flag }) => change.operation(flag.key));
  const directions = concerned.map(({ effect }) => effect.direction);
  const many = counted(concerned.length, "flag");
  const title = `${change.verb} ${many}${change.environment ? ` in ${change.environment.key}` : ""}`;
  const tooMany = concerned.length > MOST_AT_ONCE;
  const possible = concerned.length > 0 && !tooMany;
  const refresh = () => queries.invalidateQueries({ queryKey: ["project", project.key] });
  const saving = useMutation({
    mutationFn: () => applyTogether(project.key, operations, reason),
    onSuccess: () => {
      const back = concerned.map(({ flag }) => change.inverse(flag.key));
      offerUndo({
        done: `${title}: done`,
        undone: `${many} as before`,
        undo: () => applyTogether(project.key, back, "Undo"),
      });
      onDone();
      return refresh();
    },
  });
  return (
    <ReviewSheet
      opened
      onClose={onClose}
      title={`${title}?`}
      environment={change.environment}
      direction={directions.includes("raises") ? "raises" : directions.includes("lowers") ? "lowers" : "same"}
      proposal={possible ? { title, operations, onProposed: onDone } : undefined}
      reason={reason}
      onReason={setReason}
      cancelLabel="Cancel"
      confirmLabel={`${change.verb} ${many}`}
      onConfirm={() => saving.mutate()}
      pending={saving.isPending}
      disabled={!possible}
      error={saving.error}
      errorTitle="Nothing was changed"
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <ul className={classes.results} aria-label="What happens to each flag" tabIndex={0}>
        {effects.map(({ flag, effect }) => (
          <li key={flag.key}>
            <strong>{flag.key}</strong>
            <Text size="sm" c="dimmed">
              {"does" in effect ? effect.does : `Left alone: ${effect.skips}`}
            </Text>
          </li>
        ))}
      </ul>
      <Text size="sm" role="status">
        {tooMany ? `At most ${MOST_AT_ONCE} flags are changed at once: take some out of the selection.` : ""}
      </Text>
    </ReviewSheet>
  );
}
