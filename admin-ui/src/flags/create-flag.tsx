import { Suspense } from "react";
import { Loading } from "../shell/loading.tsx";
import { lazyPart } from "../ui/lazy.ts";
import { Modal } from "../ui/modal.tsx";

const CreateFlagForm = lazyPart(() => import("./create-flag-form.tsx"), "CreateFlagForm");

interface CreateFlagProps {
  opened: boolean;
  onClose: () => void;
  /** Stay on this screen afterwards, rather than going to the new flag. */
  stay?: boolean;
}

export function CreateFlag({ opened, onClose, stay = false }: CreateFlagProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Create a flag" size="lg">
      <Suspense fallback={<Loading />}>
        <CreateFlagForm onClose={onClose} stay={stay} />
      </Suspense>
    </Modal>
  );
}
