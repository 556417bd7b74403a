import { Button, CloseButton } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { say } from "./say.ts";
import classes from "./undo.module.css";
import { currentUndo, onUndo, withdrawUndo } from "./undo-store.ts";

/** The offer to take back what was just done, while it holds. */
export function UndoOffer() {
  const offer = useSyncExternalStore(onUndo, currentUndo);
  const queries = useQueryClient();
  const left = useSecondsTo(offer?.until);
  const undoing = useMutation({
    mutationFn: async () => offer?.undo(),
    onSuccess: () => {
      if (offer) say({ title: "Undone", message: offer.undone });
      withdrawUndo();
      return queries.invalidateQueries({ queryKey: ["project"] });
    },
  });
  const { reset } = undoing;
  useEffect(() => {
    if (offer) reset();
  }, [offer, reset]);
  const shown = offer && (left > 0 || undoing.isPending || undoing.isError);
  if (!shown) return null;
  return (
    <div className={classes.bar}>
      <span className={classes.done}>{undoing.isError ? `Not undone: ${undoing.error.message}` : offer.done}</span>
      {undoing.isError ? null : (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          loading={undoing.isPending}
          onClick={() => undoing.mutate()}
        >
          Undo ({left} s)
        </Button>
      )}
      <CloseButton aria-label="Dismiss" onClick={withdrawUndo} />
    </div>
  );
}

function useSecondsTo(until: number | undefined): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (until === undefined) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [until]);
  return until === undefined ? 0 : Math.max(0, Math.ceil((until - now) / 1000));
}
