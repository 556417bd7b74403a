import type { Direction } from "@switchyard/core/words";
import { IconArrowDownRight, IconArrowUpRight, IconEqual, IconLock } from "@tabler/icons-react";
import classes from "./direction-note.module.css";

interface DirectionNoteProps {
  direction: Direction;
  environment: { key: string; protected: boolean };
}

/** Up and down differ in words, arrow and colour, so that one is never taken for the other. */
export function DirectionNote({ direction, environment }: DirectionNoteProps) {
  const { icon: Icon, words } = DIRECTIONS[direction];
  return (
    <p className={`${classes.note} ${classes[direction]}`}>
      <Icon size={22} aria-hidden />
      <span>
        {words} in <strong>{environment.key}</strong>
      </span>
      {environment.protected ? (
        <span className={classes.protected}>
          <IconLock size={14} aria-hidden /> protected
        </span>
      ) : null}
    </p>
  );
}

const DIRECTIONS = {
  raises: { icon: IconArrowUpRight, words: "Raises exposure" },
  lowers: { icon: IconArrowDownRight, words: "Lowers exposure" },
  same: { icon: IconEqual, words: "Same exposure" },
};
