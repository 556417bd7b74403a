import { Modal as MantineModal, type ModalProps } from "@mantine/core";
import { useEffect, useState } from "react";
import { goBack, wayHere } from "./way-back.ts";

/**
 * A dialog. Whoever closes it goes on where they were. Most dialogs are mounted open, and of those the library's own way
 * back knows nothing.
 */
export function Modal({ children, ...props }: ModalProps) {
  return (
    <MantineModal {...props} returnFocus={false}>
      <WayBack />
      {children}
    </MantineModal>
  );
}

function WayBack() {
  // While it renders, nothing in the dialog has the focus yet.
  const [way] = useState(wayHere);
  useEffect(() => () => goBack(way), [way]);
  return null;
}
