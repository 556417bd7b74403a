import { Button, Progress, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Flag } from "../api/types.ts";
import { KillReason } from "../kill/kill-reason.tsx";
import { Receipt } from "../kill/receipt.tsx";
import { Actions } from "../ui/actions.tsx";
import { Modal } from "../ui/modal.tsx";
import { useProject } from "../ui/project.ts";
import { ReasonField } from "../ui/reason-field.tsx";
import { offerUndo } from "../ui/undo-store.ts";
import { counted } from "../words/count.ts";
import classes from "./bulk.module.css";
import type { BulkAction } from "./bulk.ts";

interface BulkDialogProps {
  action: BulkAction;
  flags: readonly Flag[];
  onClose: () => void;
  /** After something was done. */
  onDone: () => void;
}

/** The review of a bulk action: what happens to each flag; then, in the same list, what has happened. */
export function BulkDialog({ action, flags, onClose, onDone }: BulkDialogProps) {
  const project = useProject();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const [results, setResults] = useState<ReadonlyMap<string, "done" | Error>>(new Map());
  const [killed, setKilled] = useState<ReturnType<typeof killOf>>();
  const concerned = flags.filter((flag) => "does" in action.effect(flag));
  const running = useMutation({
    mutationFn: async () => {
      const done: Flag[] = [];
      // One after another: each is a change of its own, and one that is refused stops none of the others.
      for (const flag of concerned) {
        if (results.get(flag.key) === "done") continue;
        const result = await action.run(flag, reason).then(
          (answer) => {
            // Who confirms the last kill has confirmed those before it.
            if (action.environment) setKilled(killOf(project.key, action.environment, flag.key, answer));
            return "done" as const;
          },
          (error: Error) => error,
        );
        if (result === "done") done.push(flag);
        setResults((was) => new Map(was).set(flag.key, result));
      }
      return done;
    },
    onSuccess: (done) => {
      void queries.invalidateQueries({ queryKey: ["project", project.key] });
      if (done.length === 0) return;
      offerUndo({
        done: `${action.verb}: ${counted(done.length, "flag")} done`,
        undone: `${counted(done.length, "flag")} as before`,
        undo: async () => {
          for (const flag of done) await action.undo(flag);
        },
      });
    },
  });
  const failed = [...results.values()].filter((result) => result !== "done").length;
  const finished = running.isSuccess;
  const title = `${action.title} ${counted(concerned.length, "flag")}?`;
  return (
    <Modal
      opened
      onClose={finished ? onDone : onClose}
      title={finished ? `${counted(results.size - failed, "flag")} done${failed > 0 ? `, ${failed} not` : ""}` : title}
      size="lg"
      closeOnClickOutside={!running.isPending}
    >
      <Stack>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <ul className={classes.results} aria-label="What happens to each flag" tabIndex={0}>
          {flags.map((flag) => (
            <li key={flag.key}>
              <strong>{flag.key}</strong>
              <Outcome action={action} flag={flag} result={results.get(flag.key)} />
            </li>
          ))}
        </ul>
        {finished && killed ? (
          <Receipt place={killed.place} version={killed.version} answer="the off variant" large />
        ) : null}
        {running.isPending ? (
          <Progress value={(100 * results.size) / Math.max(1, concerned.length)} aria-label="Progress" />
        ) : null}
        {finished ? null : action.lowers ? (
          <KillReason reason={reason} onReason={setReason} />
        ) : (
          <ReasonField value={reason} onChange={setReason} />
        )}
        <Actions>
          {finished && failed > 0 ? (
            <Button variant="default" onClick={() => running.mutate()}>
              Try the {failed} again
            </Button>
          ) : null}
          {finished ? (
            <Button data-autofocus onClick={onDone}>
              Done
            </Button>
          ) : (
            <>
              <Button variant="default" onClick={onClose} disabled={running.isPending}>
                Cancel
              </Button>
              <Button
                color={action.lowers ? "kill" : "accent"}
                loading={running.isPending}
                disabled={concerned.length === 0}
                onClick={() => running.mutate()}
              >
                {action.verb} {counted(concerned.length, "flag")}
              </Button>
            </>
          )}
        </Actions>
      </Stack>
    </Modal>
  );
}

const killOf = (project: string, environment: string, flag: string, answer: unknown) => ({
  place: { project, environment, flag },
  version: (answer as { version: number }).version,
});

function Outcome({ action, flag, result }: { action: BulkAction; flag: Flag; result: "done" | Error | undefined }) {
  if (result === "done") return <Text size="sm">Done</Text>;
  if (result) {
    return (
      <Text size="sm" c="var(--warn-text)">
        Not done: {result.message}
      </Text>
    );
  }
  const effect = action.effect(flag);
  return (
    <Text size="sm" c="dimmed">
      {"does" in effect ? effect.does : `Left alone: ${effect.skips}`}
    </Text>
  );
}
