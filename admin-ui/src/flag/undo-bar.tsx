import { Button, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { refreshFlag } from "../api/refresh.ts";
import type { Configuration, Flag } from "../api/types.ts";
import { type Place, saveConfiguration } from "../api/writes.ts";
import { Problem } from "../ui/problem.tsx";
import { say } from "../ui/say.ts";
import { toInput } from "./draft.ts";
import classes from "./flag.module.css";
import { forgetUndo, type Undo, useUndo } from "./undo.ts";

interface UndoBarProps {
  place: Place;
  flag: Flag;
  current: Configuration;
}

/** For half a minute after a save, unless somebody else has saved since. */
export function UndoBar(props: UndoBarProps) {
  const undo = useUndo(props.place);
  // The live socket may tell of the new version before or after the answer to the save does.
  return undo && props.current.version <= undo.version ? <Offer key={undo.version} {...props} undo={undo} /> : null;
}

function Offer({ place, flag, undo }: UndoBarProps & { undo: Undo }) {
  const queries = useQueryClient();
  const left = useSecondsUntil(undo.until);
  const undoing = useMutation({
    mutationFn: () => saveConfiguration(place, undo.version, toInput(undo.before, `undo of version ${undo.version}`)),
    onSuccess: () => {
      forgetUndo(place);
      say({ title: "Undone", message: `${flag.key} in ${place.environment} is as it was` });
      return refreshFlag(queries, place);
    },
  });
  if (left <= 0 && !undoing.isError) return null;
  return (
    <section className={classes.dock} aria-label="Saved just now">
      <div className={classes.unsaved}>
        <Text size="sm" fw={550}>
          Saved in {place.environment}
        </Text>
        {undoing.isError ? <Problem title="The save was not undone" error={undoing.error} /> : null}
        <Button variant="default" loading={undoing.isPending} onClick={() => undoing.mutate()}>
          Undo ({left} s)
        </Button>
        <Button variant="subtle" color="gray" onClick={() => forgetUndo(place)}>
          Keep it
        </Button>
      </div>
    </section>
  );
}

function useSecondsUntil(at: number): number {
  const secondsLeft = () => Math.max(0, Math.ceil((at - Date.now()) / 1000));
  const [left, setLeft] = useState(secondsLeft);
  useEffect(() => {
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((at - Date.now()) / 1000))), 1000);
    return () => clearInterval(timer);
  }, [at]);
  return left;
}
