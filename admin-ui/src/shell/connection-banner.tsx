import { useNetwork } from "@mantine/hooks";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useLive } from "../api/live-context.ts";
import classes from "./connection-banner.module.css";

/** Says when what is on screen may be old. Nothing is shown while all is well. */
export function ConnectionBanner() {
  const { status } = useLive();
  const { online } = useNetwork();
  const lost = !online || status === "offline";
  return (
    <div role="status">
      {lost ? (
        <p className={classes.banner}>
          <IconPlugConnectedX size={18} aria-hidden />
          {online
            ? "The server can’t be reached: what you see may be old. Reconnecting…"
            : "This device is offline: what you see may be old."}
        </p>
      ) : null}
    </div>
  );
}
