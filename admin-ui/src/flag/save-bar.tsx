import { Button, Text } from "@mantine/core";
import { useState } from "react";
import type { Configuration, Environment, Flag } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import classes from "./flag.module.css";
import { SaveSheet } from "./save-sheet.tsx";
import type { DraftHandle } from "./use-draft.ts";

interface SaveBarProps {
  place: Place;
  flag: Flag;
  environment: Environment;
  current: Configuration;
  handle: DraftHandle;
}

/** Says that something is not saved yet, for as long as that is so. */
export function SaveBar(props: SaveBarProps) {
  const [reviewing, setReviewing] = useState(false);
  const { place, handle } = props;
  return (
    <section className={classes.dock} aria-label="Unsaved changes">
      <div className={classes.unsaved}>
        <Text size="sm" fw={550}>
          Not saved yet in {place.environment}
        </Text>
        <Button variant="default" onClick={handle.discard}>
          Discard
        </Button>
        <Button onClick={() => setReviewing(true)}>Review change</Button>
      </div>
      <SaveSheet {...props} opened={reviewing} onClose={() => setReviewing(false)} />
    </section>
  );
}
