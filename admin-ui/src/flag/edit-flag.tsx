import { Button, Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconPencil } from "@tabler/icons-react";
import { lazyRouteComponent } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import type { Flag } from "../api/types.ts";
import { Loading } from "../shell/loading.tsx";

const EditFlagForm = lazyRouteComponent(() => import("./edit-flag-form.tsx"), "EditFlagForm");

export function EditFlag({ flag }: { flag: Flag }) {
  const [editing, setEditing] = useState(false);
  const phone = useMediaQuery("(max-width: 48em)");
  const close = () => setEditing(false);
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPencil size={16} aria-hidden />}
        onClick={() => setEditing(true)}
      >
        Edit flag
      </Button>
      <Modal
        opened={editing}
        onClose={close}
        title={`Edit ${flag.key}`}
        size="lg"
        fullScreen={phone}
        closeOnClickOutside={false}
      >
        <Suspense fallback={<Loading />}>
          <EditFlagForm flag={flag} onClose={close} />
        </Suspense>
      </Modal>
    </>
  );
}
