import { useState } from "react";
import type { Environment } from "../api/types.ts";
import { Modal } from "../ui/modal.tsx";
import { CreateKeyForm } from "./create-key-form.tsx";
import { KeyOnce, type NewKey } from "./key-once.tsx";

interface CreateKeyProps {
  opened: boolean;
  onClose: () => void;
  environment: Environment;
}

/** First what the key is for, then the key itself, once. */
export function CreateKey({ opened, onClose, environment }: CreateKeyProps) {
  const [created, setCreated] = useState<NewKey>();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={() => setCreated(undefined)}
      title={created ? `${created.name} for ${environment.name}` : `Create a key for ${environment.name}`}
      size="lg"
      closeOnClickOutside={created === undefined}
      closeOnEscape={created === undefined}
    >
      {created ? (
        <KeyOnce created={created} onClose={onClose} />
      ) : (
        <CreateKeyForm environment={environment} onCreated={setCreated} onClose={onClose} />
      )}
    </Modal>
  );
}
