import type { ReactNode } from "react";
import classes from "./actions.module.css";
import { useWayBack } from "./way-back.ts";

/** A dialog's buttons, the one that does it last; on a phone as wide as the screen with that one on top. */
export function Actions({ children }: { children: ReactNode }) {
  return <div className={classes.actions}>{children}</div>;
}

/** The same of edits on a page: they go with the edits, and the keyboard stays where these are. */
export function EditActions({ children }: { children: ReactNode }) {
  return (
    <div className={classes.actions} {...useWayBack()}>
      {children}
    </div>
  );
}
