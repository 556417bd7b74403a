import { Notifications } from "@mantine/notifications";
import classes from "./toasts.module.css";

/**
 * What has just been done, in one line. It never lies over a control: it is in the gap below the header, presses go
 * through it, and dialogs and menus are above it.
 */
export function Toasts() {
  return (
    <Notifications
      position="top-right"
      zIndex={110}
      transitionDuration={0}
      classNames={{ root: classes.root ?? "", notification: classes.line ?? "" }}
    />
  );
}
