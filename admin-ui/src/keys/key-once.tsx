import { Button, Stack, Text } from "@mantine/core";
import type { SdkKey } from "../api/types.ts";
import { Actions } from "../ui/actions.tsx";
import { Copy } from "../ui/copy.tsx";
import { Snippet } from "../ui/snippet.tsx";
import classes from "./keys.module.css";
import { snippet } from "./snippet.ts";

export type NewKey = SdkKey & { key: string };

/** The only place where the key can be read, with the lines that put it to use. */
export function KeyOnce({ created: { key, kind }, onClose }: { created: NewKey; onClose: () => void }) {
  const sdk = kind === "server" ? "node" : "browser";
  const { install, code } = snippet(sdk, { key, url: location.origin, flag: "new-checkout" });
  return (
    <Stack>
      <Text>Copy the key now. It is shown this once; the server keeps only its fingerprint.</Text>
      <div className={classes.secret}>
        <code data-testid="sdk-key">{key}</code>
        <Copy value={key} label="Copy SDK key" />
      </div>
      <Text size="sm" c="dimmed">
        Paste this into your {kind === "server" ? "Node application" : "page"}
      </Text>
      <Snippet text={install} label="Copy install command" />
      <Snippet text={code} label="Copy code" />
      <Actions>
        <Button onClick={onClose}>I have copied it</Button>
      </Actions>
    </Stack>
  );
}
