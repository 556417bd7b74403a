import { Text } from "@mantine/core";
import type { NewInvitation } from "../api/types.ts";
import { Modal } from "../ui/modal.tsx";
import { ShownOnce } from "../ui/shown-once.tsx";
import { exactTime } from "../words/time.ts";

interface LinkOnceProps {
  title: string;
  link: NewInvitation | undefined;
  onClose: () => void;
}

/** A link for somebody, at the only moment at which it can be read. */
export function LinkOnce({ title, link, onClose }: LinkOnceProps) {
  return (
    <Modal
      opened={link !== undefined}
      onClose={onClose}
      title={title}
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      {link ? (
        <ShownOnce what="link" value={location.origin + link.path} onClose={onClose}>
          <Text size="sm" c="dimmed">
            Send it to {link.email} yourself: this server sends no mail. It works once, until{" "}
            {exactTime(link.expiresAt)}.
          </Text>
        </ShownOnce>
      ) : null}
    </Modal>
  );
}
