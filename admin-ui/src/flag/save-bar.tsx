import { Button, Text } from "@mantine/core";
import { useState } from "react";
import type { Configuration, Environment, Flag } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import { problemWords } from "../targeting/problems.ts";
import { useProblems } from "../targeting/use-problems.ts";
import { useWorld } from "../targeting/world.ts";
import { useWayBack } from "../ui/way-back.ts";
import { applyDraft } from "./draft.ts";
import classes from "./flag.module.css";
import { ReproposeSheet } from "./repropose-sheet.tsx";
import { SaveSheet } from "./save-sheet.tsx";
import type { DraftHandle } from "./use-draft.ts";

interface SaveBarProps {
  place: Place;
  flag: Flag;
  environment: Environment;
  current: Configuration;
  handle: DraftHandle;
}

/** Says that something is not saved yet, for as long as that is so, and what stands in the way of saving it. */
export function SaveBar(props: SaveBarProps) {
  const [reviewing, setReviewing] = useState(false);
  const wayBack = useWayBack();
  const { place, flag, current, handle } = props;
  const [problem, ...more] = useProblems(flag, applyDraft(current, handle.draft), useWorld(place.project));
  return (
    <section className={classes.dock} aria-label="Unsaved changes">
      <div className={classes.unsaved} {...wayBack}>
        <Text size="sm" fw={550} role="status" lineClamp={3} style={{ overflowWrap: "anywhere" }}>
          {problem
            ? `Can’t be saved yet. ${problemWords(problem)}${more.length > 0 ? ` (and ${more.length} more)` : ""}`
            : handle.draft?.proposed
              ? `Not proposed yet in change request ${handle.draft.proposed.request}`
              : `Not saved yet in ${place.environment}`}
        </Text>
        <Button variant="default" onClick={handle.discard}>
          Discard
        </Button>
        <Button disabled={problem !== undefined} onClick={() => setReviewing(true)}>
          Review change
        </Button>
      </div>
      {handle.draft?.proposed ? (
        reviewing ? (
          <ReproposeSheet {...props} proposed={handle.draft.proposed} onClose={() => setReviewing(false)} />
        ) : null
      ) : (
        <SaveSheet {...props} opened={reviewing} onClose={() => setReviewing(false)} />
      )}
    </section>
  );
}
