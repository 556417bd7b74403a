import { Modal as MantineModal, type ModalProps } from "@mantine/core";
import { useEffect, useState } from "react";

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

/** What has the focus, and everything around it. */
function wayHere(): HTMLElement[] {
  const active = document.activeElement;
  // A menu closes as soon as something of it is chosen: what opened it stays.
  const opener = active?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  const way: HTMLElement[] = [];
  for (
    let one = (opener ? document.getElementById(opener) : active) ?? null;
    one instanceof HTMLElement && one !== document.body && !one.matches("[data-portal]");
    one = one.parentElement
  )
    way.push(one);
  return way;
}

function goBack(way: readonly HTMLElement[]): void {
  if (document.activeElement && document.activeElement !== document.body) return;
  const there = way.find((one) => one.isConnected);
  // What opened it may be gone, as a kill switch is after the kill: then to what is beside it.
  const next = there === way[0] ? there : there?.querySelector<HTMLElement>("a[href], button:enabled");
  next?.focus({ preventScroll: true });
}
