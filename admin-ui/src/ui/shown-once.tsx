import { Button, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Actions } from "./actions.tsx";
import { Copy } from "./copy.tsx";
import classes from "./shown-once.module.css";

interface ShownOnceProps {
  /** What it is: "token", "link". */
  what: string;
  value: string;
  /** What to do with it. */
  children?: ReactNode;
  onClose: () => void;
}

/** A secret at the only moment at which it can be read. */
export function ShownOnce({ what, value, children, onClose }: ShownOnceProps) {
  return (
    <Stack>
      <Text>Copy the {what} now. It is shown this once; the server keeps only its fingerprint.</Text>
      <div className={classes.secret}>
        <code data-testid="secret">{value}</code>
        <Copy value={value} label={`Copy ${what}`} />
      </div>
      {children}
      <Actions>
        <Button onClick={onClose} data-autofocus>
          I have copied it
        </Button>
      </Actions>
    </Stack>
  );
}
