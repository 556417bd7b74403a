import { useInsertionEffect } from "react";

/** What was typed on this page and is saved nowhere. */
const unsaved = new Set<unknown>();

// A closed or reloaded page can't keep it: the browser asks first.
window.addEventListener("beforeunload", (event) => {
  if (unsaved.size > 0) event.preventDefault();
});

export function markUnsaved(what: unknown, isUnsaved: boolean): void {
  if (isUnsaved) unsaved.add(what);
  else unsaved.delete(what);
}

/** For edits that live with their screen. */
export function useUnsaved(isUnsaved: boolean): void {
  // Of all effects only this kind stays while the screen waits behind the sign-in, with what was typed.
  useInsertionEffect(() => {
    if (!isUnsaved) return;
    const what = Symbol();
    markUnsaved(what, true);
    return () => markUnsaved(what, false);
  }, [isUnsaved]);
}

/** Nothing of what one person has seen or typed is for another at the same screen: it all goes with the page, unasked. */
export function beginAnew(): void {
  unsaved.clear();
  location.reload();
}
