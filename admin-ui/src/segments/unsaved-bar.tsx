import { Button } from "@mantine/core";
import { useWayBack } from "../ui/way-back.ts";
import classes from "./segments.module.css";

interface UnsavedBarProps {
  blocked: boolean;
  onDiscard: () => void;
  onReview: () => void;
}

/** Says that something is not saved yet, for as long as that is so. */
export function UnsavedBar({ blocked, onDiscard, onReview }: UnsavedBarProps) {
  return (
    <section className={classes.dock} aria-label="Unsaved changes" {...useWayBack()}>
      <strong>Not saved yet</strong>
      <Button variant="default" onClick={onDiscard}>
        Discard
      </Button>
      <Button disabled={blocked} onClick={onReview}>
        Review change
      </Button>
    </section>
  );
}
