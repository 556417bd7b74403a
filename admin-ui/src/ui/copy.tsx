import { ActionIcon, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy, IconCopyX } from "@tabler/icons-react";
import { useCopy } from "./use-copy.ts";

/** `label` says what is copied: "Copy key new-checkout". */
export function Copy({ value, label }: { value: string; label: string }) {
  const { said, copy } = useCopy();
  const words = said === "copied" ? "Copied" : said === "failed" ? "This browser does not let it be copied" : label;
  const Icon = said === "copied" ? IconCheck : said === "failed" ? IconCopyX : IconCopy;
  return (
    <Tooltip label={words}>
      <ActionIcon variant="subtle" color="gray" aria-label={words} onClick={() => copy(value)}>
        <Icon size={16} />
      </ActionIcon>
    </Tooltip>
  );
}
