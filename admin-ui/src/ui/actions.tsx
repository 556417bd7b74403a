import type { ReactNode } from "react";
import classes from "./actions.module.css";

/** A dialog's buttons, the one that does it last; on a phone as wide as the screen with that one on top. */
export function Actions({ children }: { children: ReactNode }) {
  return <div className={classes.actions}>{children}</div>;
}
